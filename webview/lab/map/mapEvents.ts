/** What a map tells of the user's doings. Points are numbers in the map's list. */
import type { Place } from './mapView.js';

export type MapNews =
  /** The point under the pointer or the keyboard's cursor; null for none. `at` is in px of the map. */
  | { readonly kind: 'point'; readonly point: number | null; readonly at: Place }
  | { readonly kind: 'open'; readonly point: number }
  | {
      readonly kind: 'select';
      readonly points: readonly number[];
      readonly how: 'replace' | 'add' | 'toggle';
    };

export class MapEvent extends Event {
  static readonly type = 'map-news';
  readonly news: MapNews;

  constructor(news: MapNews) {
    super(MapEvent.type);
    this.news = news;
  }
}
