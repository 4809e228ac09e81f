/** The classes of scenes: what each shows, on which ground, how large, and with what around it. */
import type { Brush } from './brush.js';
import type { GroundKind } from './groundSurface.js';
import type { Thing } from './stage.js';
import { makeBalloon } from './balloon.js';
import { makeBoat } from './boat.js';
import { makeCactus } from './cactus.js';
import { makeCar } from './car.js';
import { makeCastle } from './castle.js';
import { makeConifer } from './conifer.js';
import { makeFigure } from './figure.js';
import { makeFlower } from './flower.js';
import { makeHouse } from './house.js';
import { makeLamp } from './lamp.js';
import { makeTree } from './tree.js';

/** Makes one thing. */
export type Make = (brush: Brush) => Thing;

/** How scenes of one class are composed. */
export interface Subject {
  readonly make: Make;
  readonly grounds: readonly [GroundKind, ...GroundKind[]];
  /** Height of the main thing as a share of the shorter side. */
  readonly size: readonly [low: number, high: number];
  /** Eye height in heights of the main thing. */
  readonly eye: readonly [low: number, high: number];
  /** At most this many more of the same class beside it. */
  readonly companions: number;
  /** Other things that may stand around. */
  readonly props: readonly {
    readonly make: Make;
    readonly scale: readonly [low: number, high: number];
  }[];
}

const trees = { make: makeTree, scale: [0.8, 1.4] } as const;
const conifers = { make: makeConifer, scale: [0.8, 1.5] } as const;
const houses = { make: makeHouse, scale: [0.8, 1.3] } as const;
const lamps = { make: makeLamp, scale: [0.6, 0.9] } as const;
const land = ['grass', 'meadow', 'autumn', 'snow', 'sand', 'field'] as const;

/** The composition of each class. */
export const subjects = {
  house: {
    make: makeHouse,
    grounds: ['grass', 'meadow', 'autumn', 'snow', 'field', 'road'],
    size: [0.45, 0.85],
    eye: [0.12, 0.6],
    companions: 2,
    props: [trees, conifers, lamps],
  },
  tree: {
    make: makeTree,
    grounds: ['grass', 'meadow', 'autumn', 'snow', 'field', 'sand'],
    size: [0.55, 1.05],
    eye: [0.08, 0.5],
    companions: 4,
    props: [houses, conifers],
  },
  conifer: {
    make: makeConifer,
    grounds: ['snow', 'grass', 'autumn', 'meadow'],
    size: [0.55, 1.05],
    eye: [0.06, 0.5],
    companions: 7,
    props: [houses, trees],
  },
  car: {
    make: makeCar,
    grounds: ['road', 'road', 'paving', 'sand', 'snow'],
    size: [0.2, 0.36],
    eye: [0.5, 1.5],
    companions: 2,
    props: [
      { make: makeTree, scale: [2, 3.2] },
      { make: makeLamp, scale: [1.8, 2.6] },
      { make: makeHouse, scale: [2.2, 3.5] },
    ],
  },
  boat: {
    make: makeBoat,
    grounds: ['water'],
    size: [0.4, 0.8],
    eye: [0.1, 0.6],
    companions: 3,
    props: [],
  },
  lamp: {
    make: makeLamp,
    grounds: ['paving', 'paving', 'road', 'grass', 'snow'],
    size: [0.65, 1],
    eye: [0.12, 0.6],
    companions: 3,
    props: [trees, houses, { make: makeFigure, scale: [0.45, 0.6] }],
  },
  figure: {
    make: makeFigure,
    grounds: ['paving', 'road', ...land],
    size: [0.45, 0.95],
    eye: [0.3, 0.95],
    companions: 2,
    props: [
      { make: makeTree, scale: [1.6, 2.6] },
      { make: makeLamp, scale: [1.5, 2] },
      { make: makeHouse, scale: [1.8, 2.8] },
    ],
  },
  mountain: {
    make: makeConifer,
    grounds: ['water', ...land],
    size: [0.15, 0.4],
    eye: [0.3, 1.2],
    companions: 8,
    props: [trees, { make: makeHouse, scale: [0.5, 0.8] }],
  },
  flower: {
    make: makeFlower,
    grounds: ['meadow', 'meadow', 'grass', 'field'],
    size: [0.6, 0.95],
    eye: [0.4, 1.25],
    companions: 9,
    props: [],
  },
  balloon: {
    make: makeBalloon,
    grounds: ['field', ...land, 'water'],
    size: [0.35, 0.75],
    eye: [0.15, 0.4],
    companions: 3,
    props: [],
  },
  castle: {
    make: makeCastle,
    grounds: ['grass', 'meadow', 'autumn', 'snow', 'sand'],
    size: [0.5, 0.85],
    eye: [0.1, 0.5],
    companions: 0,
    props: [
      { make: makeTree, scale: [0.25, 0.45] },
      { make: makeConifer, scale: [0.25, 0.5] },
    ],
  },
  cactus: {
    make: makeCactus,
    grounds: ['sand', 'sand', 'sand', 'grass'],
    size: [0.5, 0.95],
    eye: [0.15, 0.75],
    companions: 4,
    props: [],
  },
} as const satisfies Record<string, Subject>;

/** A class of scenes; also the name of its folder. */
export type SceneClass = keyof typeof subjects;

/** Every class, in the order in which images are dealt out. */
export const sceneClasses = Object.keys(subjects).filter(
  (name): name is SceneClass => name in subjects,
);
