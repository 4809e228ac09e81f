/** Finds English in the sources that nobody can translate: literal text where the user reads it. */
import ts from 'typescript';

/** What stands for an expression within a template. */
const hole = '\u0000';

const visibleAttributes =
  /\s(title|aria-label|aria-description|aria-roledescription|aria-valuetext|label|placeholder|alt)=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/g;
/** Two letters of any script in a row: a word. Symbols such as `×` and `%` are the same everywhere. */
const word = /\p{L}{2,}/u;

const withoutHoles = (text: string): string => text.replaceAll(hole, ' ').trim();

/** Texts between tags and in the attributes that are read out or shown. */
const textsOfMarkup = (markup: string): readonly string[] => {
  const attributes = [...markup.matchAll(visibleAttributes)].map(
    ([, , double, single, bare]) => double ?? single ?? bare ?? '',
  );
  const between = markup
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(?:[^>"']|"[^"]*"|'[^']*')*>/g, '\n')
    .split('\n');
  return [...attributes, ...between].map(withoutHoles).filter((text) => text !== '');
};

const markupOf = (template: ts.TemplateLiteral): string =>
  ts.isNoSubstitutionTemplateLiteral(template)
    ? template.text
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)].join(hole);

/** The text of a literal, also of one with values in it; null for any other expression. */
const literalText = (node: ts.Node): string | null => {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? withoutHoles(markupOf(node)) : null;
};

const shownByEditor =
  /^(?:show(?:Information|Warning|Error)Message|setStatusBarMessage|showInputBox|showQuickPick|showOpenDialog|withProgress)$/;
/** Properties of editor objects that are shown. */
const shownProperties: ReadonlySet<string> = new Set([
  'title',
  'tooltip',
  'placeHolder',
  'placeholder',
  'prompt',
  'openLabel',
  'detail',
  'description',
  'label',
  'text',
]);

const nameOfCallee = (callee: ts.Expression): string =>
  ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();

/** Literals handed to a function of the editor that shows them, one property deep. */
const textsOfCall = (call: ts.CallExpression): readonly string[] =>
  call.arguments.flatMap((argument) => {
    const nodes = ts.isObjectLiteralExpression(argument)
      ? argument.properties.flatMap((property) =>
          ts.isPropertyAssignment(property) && shownProperties.has(property.name.getText())
            ? [property.initializer]
            : [],
        )
      : [argument];
    return nodes.map(literalText).filter((text) => text !== null);
  });

/** `item.text = '…'`, as a status bar item and others are filled. */
const textOfAssignment = (node: ts.BinaryExpression): string | null =>
  node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
  ts.isPropertyAccessExpression(node.left) &&
  shownProperties.has(node.left.name.text)
    ? literalText(node.right)
    : null;

/**
 * Literal texts that a user would read, as `line: text`.
 * @param code of one TypeScript file
 */
export const literalTexts = (code: string): readonly string[] => {
  const file = ts.createSourceFile('file.ts', code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const tell = (node: ts.Node, texts: readonly string[]): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    for (const text of texts) {
      if (word.test(text)) found.push(`${line + 1}: ${text}`);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && /^(?:html|svg)$/.test(node.tag.getText(file))) {
      tell(node, textsOfMarkup(markupOf(node.template)));
    } else if (ts.isCallExpression(node) && shownByEditor.test(nameOfCallee(node.expression))) {
      tell(node, textsOfCall(node));
    } else if (ts.isBinaryExpression(node)) {
      const text = textOfAssignment(node);
      if (text !== null) tell(node, [text]);
    }
    node.forEachChild(visit);
  };
  visit(file);
  return found;
};
