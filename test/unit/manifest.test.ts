import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { commandIds } from '../../src/host/commandIds.js';
import { availability, runsAvailability } from '../../src/host/availability.js';
import { settingSchemas } from '../../src/host/settings.js';

const project = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(project, path), 'utf8');

const menuItem = z.object({
  command: z.string().optional(),
  submenu: z.string().optional(),
  when: z.string().optional(),
  group: z.string().optional(),
});
const settingSchema = z.object({
  type: z.string(),
  default: z.unknown(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.array(z.string()).optional(),
  enumDescriptions: z.array(z.string()).optional(),
  scope: z.enum(['window', 'machine-overridable']),
  order: z.number(),
  markdownDescription: z.string(),
});
const manifest = z
  .object({
    main: z.string(),
    icon: z.string(),
    activationEvents: z.array(z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }),
      virtualWorkspaces: z.object({ supported: z.string(), description: z.string() }),
    }),
    contributes: z.object({
      commands: z.array(
        z.object({
          command: z.string(),
          title: z.string(),
          category: z.string(),
          icon: z.string(),
          enablement: z.string().optional(),
        }),
      ),
      submenus: z.array(z.object({ id: z.string() })),
      menus: z.record(z.string(), z.array(menuItem)),
      views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
      viewsContainers: z.object({ activitybar: z.array(z.object({ icon: z.string() })) }),
      viewsWelcome: z.array(z.object({ view: z.string(), when: z.string() })),
      walkthroughs: z.array(
        z.object({
          steps: z.array(
            z.object({
              media: z.object({ svg: z.string() }),
              completionEvents: z.array(z.string()).min(1),
            }),
          ),
        }),
      ),
      configuration: z.object({ properties: z.record(z.string(), settingSchema) }),
    }),
  })
  .parse(JSON.parse(read('package.json')));
const { commands, menus, submenus, views, viewsWelcome, walkthroughs, configuration } =
  manifest.contributes;
const declared = commands.map(({ command }) => command);
const texts = z.record(z.string(), z.string()).parse(JSON.parse(read('package.nls.json')));
const sorted = (values: Iterable<string>): string[] => [...values].sort();

describe('commands', () => {
  it('are those that the code registers', () => {
    expect(sorted(declared)).toEqual(sorted(commandIds));
  });

  it('each have a title, a category and an icon', () => {
    for (const { command, title, category, icon } of commands) {
      expect(texts[title.replaceAll('%', '')], command).toBeTruthy();
      expect(category).toBe('%category%');
      expect(icon).toMatch(/^\$\([a-z-]+\)$/);
    }
  });

  it('are in the palette exactly while they are enabled', () => {
    const palette = new Map(menus['commandPalette']?.map(({ command, when }) => [command, when]));
    for (const { command, enablement } of commands) {
      const expected = command === 'pretextLab.openRun' ? 'false' : enablement;
      expect(palette.get(command), command).toBe(expected);
    }
  });

  it('that links name exist', () => {
    const linked = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/\(command:(pretextLab\.[^)]+)\)/g)].map(([, id]) => id),
    );
    expect(linked.length).toBeGreaterThan(5);
    for (const id of linked) expect(declared).toContain(id);
  });
});

describe('menus', () => {
  const items = Object.values(menus).flat();

  it('lead to commands and submenus that exist', () => {
    const known = submenus.map(({ id }) => id);
    for (const { command, submenu } of items) {
      if (command !== undefined) expect(declared).toContain(command);
      else expect(known).toContain(submenu);
    }
    for (const { id } of submenus) expect(menus[id]?.length, id).toBeGreaterThan(0);
  });

  it('are there to say why nothing can be done in a virtual workspace', () => {
    // Where the extension is switched off, the editor shows none of its sentences.
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe('limited');
    expect(viewsWelcome.map(({ when }) => when)).toContain('virtualWorkspace');
  });

  it('appear in the explorer on folders, and one command on images', () => {
    const items = menus['explorer/context'] ?? [];
    const onFolders = items.filter(({ when }) => when?.startsWith('explorerResourceIsFolder'));
    expect(onFolders.map(({ submenu }) => submenu)).toEqual(['pretextLab.folder']);
    const [onImages, ...others] = items.filter((item) => !onFolders.includes(item));
    expect(others).toEqual([]);
    expect(onImages?.command).toBe('pretextLab.findSimilar');
    const [, source = '', flags] =
      /resourceExtname =~ \/(.*)\/(\w+) /.exec(onImages?.when ?? '') ?? [];
    const isImage = new RegExp(source, flags);
    for (const name of ['.jpg', '.JPEG', '.png', '.webp', '.gif', '.tif', '.TIFF', '.avif']) {
      expect(name).toMatch(isImage);
    }
    for (const name of ['.txt', '.svg', '.jpgx', '']) expect(name).not.toMatch(isImage);
  });

  it('ask for the context keys that the code keeps, and no others', () => {
    const kept = [
      ...Object.keys(
        availability({
          obstacle: null,
          current: null,
          isTraining: false,
          hasEngine: false,
          isQueueHeld: false,
          hasLab: false,
        }),
      ),
      ...Object.keys(runsAvailability([])),
    ];
    const conditions = [
      ...items.map(({ when }) => when),
      ...commands.map(({ enablement }) => enablement),
      ...viewsWelcome.map(({ when }) => when),
    ];
    const viewIds = Object.values(views)
      .flat()
      .map(({ id }) => id);
    const asked = new Set(
      conditions.flatMap((when) => [...(when ?? '').matchAll(/pretextLab\.\w+/g)].map(String)),
    );
    expect(asked.size).toBeGreaterThan(5);
    const known = [...kept, ...viewIds];
    expect([...asked].filter((key) => !known.includes(key))).toEqual([]);
    const awaited = walkthroughs.flatMap(({ steps }) =>
      steps.flatMap(({ completionEvents }) => completionEvents.map(String)),
    );
    const isAsked = (key: string): boolean =>
      asked.has(key) || awaited.includes(`onContext:${key}`);
    expect(kept.filter((key) => !isAsked(key))).toEqual([]);
  });
});

describe('settings', () => {
  const { properties } = configuration;

  it('are those that the code reads', () => {
    const names = Object.keys(settingSchemas).map((name) => `pretextLab.${name}`);
    expect(sorted(Object.keys(properties))).toEqual(sorted(names));
    const used = [...read('src/host/settings.ts').matchAll(/read\(\s*'(\w+)'/g)].map(
      ([, name]) => name ?? '',
    );
    expect(sorted(used)).toEqual(sorted(Object.keys(settingSchemas)));
  });

  it('have the range and the default that the code keeps', () => {
    for (const [name, schema] of Object.entries(settingSchemas)) {
      const setting = properties[`pretextLab.${name}`];
      expect(setting?.default, name).toEqual(schema.parse(undefined));
      if (setting?.type === 'number' || setting?.type === 'integer') {
        const { minimum, maximum } = setting;
        expect(minimum, name).toBeDefined();
        expect(maximum, name).toBeDefined();
        for (const value of [minimum, maximum]) expect(schema.safeParse(value).success).toBe(true);
        expect(schema.safeParse((minimum ?? 0) - 1).success, name).toBe(false);
        expect(schema.safeParse((maximum ?? 0) + 1).success, name).toBe(false);
      }
      for (const value of setting?.enum ?? []) expect(schema.safeParse(value).success).toBe(true);
      expect(setting?.enumDescriptions?.length, name).toBe(setting?.enum?.length);
    }
  });

  it('that name programs and places need trust', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const places = ['engineFolder', 'nodePath', 'runsFolder'].map((name) => `pretextLab.${name}`);
    expect(sorted(restrictedConfigurations)).toEqual(sorted(places));
  });
});

describe('files and views', () => {
  it('exist', () => {
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    expect(steps).toHaveLength(4);
    const pictures = [
      manifest.icon,
      ...manifest.contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...steps.map(({ media }) => media.svg),
    ];
    for (const file of pictures) expect(existsSync(join(project, file)), file).toBe(true);
  });

  it('have the ids that the code uses', () => {
    const ids = Object.values(views)
      .flat()
      .map(({ id }) => id);
    expect(read('src/host/trainingView.ts')).toContain(`'${ids[0] ?? ''}'`);
    expect(read('src/host/runsTree.ts')).toContain(`'${ids[1] ?? ''}'`);
    for (const { view } of viewsWelcome) expect(ids).toContain(view);
    expect(manifest.activationEvents).toContain('onWebviewPanel:pretextLab.lab');
    expect(read('src/host/labPanel.ts')).toContain("'pretextLab.lab'");
  });
});
