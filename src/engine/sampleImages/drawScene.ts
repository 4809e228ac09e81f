/** One scene: a thing of some class on its ground under its sky, drawn from a random stream. */
import type { Random } from '../random.js';
import { Canvas } from './canvas.js';
import { between, chance, integerBetween, pick, sign } from './draws.js';
import { developPicture, drawWeather } from './finish.js';
import { drawGround, groundColours } from './ground.js';
import type { GroundKind } from './groundSurface.js';
import { drawGroundDetail } from './groundDetail.js';
import { drawBackdrop, drawPeaks } from './hills.js';
import { createMood } from './mood.js';
import { createNoise } from './noise.js';
import { drawSky } from './sky.js';
import { createStage, type Camera, type Stage } from './stage.js';
import { makeBalloon } from './balloon.js';
import { makeBoat } from './boat.js';
import { subjects, type Make, type SceneClass, type Subject } from './subjects.js';

const drawCamera = (random: Random, subject: Subject, halfHeight: number): Camera => {
  const closeUp = chance(random, 0.14);
  const size = between(random, subject.size[0], subject.size[1]) * (closeUp ? 1.5 : 1);
  const eye = between(random, subject.eye[0], subject.eye[1]);
  const lowest = -halfHeight + (closeUp ? -0.35 * size : 0.03);
  const highest = Math.max(lowest, Math.min(-halfHeight + 0.36, halfHeight - 0.97 * size));
  return {
    horizon: between(random, lowest, highest) + eye * size,
    eye,
    tilt: (between(random, -4, 4) * Math.PI) / 180,
    mainScale: size,
  };
};

interface Spot {
  readonly make: Make;
  readonly x: number;
  readonly scale: number;
}

/** Where the main thing and what stands around it go, far to near. */
const drawSpots = (stage: Stage, subject: Subject, random: Random): Spot[] => {
  const { camera, halfWidth } = stage;
  const spots: Spot[] = [];
  const addSpot = (make: Make, relative: number, mayBeNearer: boolean): void => {
    // A few stand nearer than the main thing, at the edges; most stand behind it.
    const nearer = mayBeNearer && chance(random, 0.18);
    const distance = nearer ? between(random, 0.75, 0.95) : between(random, 1.15, 3.5);
    const aside = nearer
      ? sign(random) * between(random, 0.75, 1.05)
      : between(random, -1.05, 1.05);
    spots.push({ make, x: aside * halfWidth, scale: (camera.mainScale * relative) / distance });
  };
  const companions = integerBetween(random, 0, subject.companions);
  for (let i = 0; i < companions; i++) addSpot(subject.make, between(random, 0.8, 1.15), true);
  const props = integerBetween(random, 0, 4);
  for (let i = 0; i < props; i++) {
    const prop = subject.props[random.below(Math.max(1, subject.props.length))];
    if (prop) addSpot(prop.make, between(random, prop.scale[0], prop.scale[1]), false);
  }
  const x = between(random, -0.55, 0.55) * halfWidth;
  spots.push({ make: subject.make, x, scale: camera.mainScale });
  return spots.sort((a, b) => a.scale - b.scale);
};

const placeThings = (
  stage: Stage,
  className: SceneClass,
  subject: Subject,
  ground: GroundKind,
  random: Random,
): void => {
  const { camera, mood, noise } = stage;
  const afloat = ground === 'water' && className !== 'balloon';
  for (const [index, spot] of drawSpots(stage, subject, random.split('spots')).entries()) {
    const own = random.split('thing', index);
    const mirrored = chance(own, 0.5);
    // A mirrored thing is lit from the mirrored side, so that the scene has one light.
    const towards = mirrored ? { ...mood.towards, x: -mood.towards.x } : mood.towards;
    const make = afloat ? makeBoat : spot.make;
    const thing = make({
      random: own,
      mood: { ...mood, towards },
      noise,
      snowy: ground === 'snow',
    });
    const foot = camera.horizon - camera.eye * spot.scale;
    const hover = between(own, camera.horizon + 0.02, stage.halfHeight - 0.9 * spot.scale);
    const lift = make === makeBalloon ? Math.max(0.1, (hover - foot) / spot.scale) : 0;
    stage.place(thing, spot.x, spot.scale, { mirrored, lift, afloat });
  }
};

/**
 * Draws one picture of a class. The same stream and size give the same bytes.
 * @param className what the picture shows
 * @param random stream of this picture; it is split, not advanced
 * @param widthPx at least 16
 * @param heightPx at least 16
 * @returns uint8 [heightPx, widthPx, 3], sRGB
 */
export const drawScene = (
  className: SceneClass,
  random: Random,
  widthPx: number,
  heightPx: number,
): Uint8Array => {
  const subject: Subject = subjects[className];
  const plan = random.split('plan');
  const canvas = new Canvas(widthPx, heightPx);
  const noise = createNoise(random.split('noise'));
  const halfHeight = heightPx / Math.min(widthPx, heightPx) / 2;
  const camera = drawCamera(random.split('camera'), subject, halfHeight);
  const stage = createStage(canvas, createMood(random.split('mood')), noise, camera);
  const ground = pick(plan, subject.grounds);
  const colours = groundColours(ground, random.split('groundColours'));

  drawSky(stage, random.split('sky'));
  const backdrop = random.split('backdrop');
  if (className === 'mountain') {
    drawPeaks(stage, backdrop, between(backdrop, 0.28, 0.62), integerBetween(backdrop, 1, 5));
  } else drawBackdrop(stage, backdrop, colours.light);
  drawGround(stage, ground, random.split('ground'), colours);
  drawGroundDetail(stage, ground, random.split('groundDetail'), colours);
  placeThings(stage, className, subject, ground, random.split('things'));
  drawWeather(stage, random.split('weather'), ground === 'snow');
  return developPicture(canvas, noise, random.split('picture'));
};
