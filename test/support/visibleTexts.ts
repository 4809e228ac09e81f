/** Finds the visible texts of source files: the first argument of every call of `t` and of `sentence`. */
import ts from 'typescript';

export interface VisibleTexts {
  /** English texts, each once. */
  readonly texts: readonly string[];
  /** `line: code` of calls whose text is not a plain literal, so that nobody can translate it. */
  readonly computed: readonly string[];
}

const isTranslate = (callee: ts.Expression): boolean =>
  ts.isPropertyAccessExpression(callee)
    ? callee.name.text === 't'
    : ts.isIdentifier(callee) && (callee.text === 't' || callee.text === 'sentence');

/** @param code of one TypeScript file */
export const visibleTexts = (code: string): VisibleTexts => {
  const file = ts.createSourceFile('file.ts', code, ts.ScriptTarget.Latest, true);
  const texts = new Set<string>();
  const computed: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslate(node.expression)) {
      const [text] = node.arguments;
      if (text !== undefined && ts.isStringLiteralLike(text)) texts.add(text.text);
      else {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
        computed.push(`${line + 1}: ${node.getText(file)}`);
      }
    }
    node.forEachChild(visit);
  };
  visit(file);
  return { texts: [...texts], computed };
};

/** The places for values in a text, sorted: `{0}`, `{1}` ... */
export const placeholders = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort()),
];
