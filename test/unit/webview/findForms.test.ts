import { describe, expect, it } from 'vitest';

import { analysisRequestSchema } from '../../../src/protocol/analysis.js';
import {
  anomalyObstacle,
  anomalyRequest,
  initialAnomalyForm,
} from '../../../webview/lab/anomalies/anomalyForm.js';
import {
  exportObstacle,
  exportRequest,
  featuresRequest,
  initialExportForm,
  initialFeaturesForm,
} from '../../../webview/lab/export/exportForms.js';
import {
  duplicatesRequest,
  initialDuplicatesForm,
  initialSearchForm,
  searchRequest,
} from '../../../webview/lab/search/searchForms.js';
import { fileIn, parentOf } from '../../../webview/parts/pathText.js';

const folder = '/photos';

describe('the requests of forms', () => {
  it('are those that the host takes', () => {
    const requests = [
      anomalyRequest({ ...initialAnomalyForm, folder, labelsFile: '/l.csv', anomalous: 'bad' }),
      searchRequest({ ...initialSearchForm, image: '/a.png' }, folder),
      duplicatesRequest(initialDuplicatesForm, folder),
      exportRequest({ ...initialExportForm, outFolder: '/out' }),
      featuresRequest({ ...initialFeaturesForm, folder, outFolder: '/out', block: 'block2' }),
    ];
    for (const request of requests) expect(analysisRequestSchema.parse(request)).toEqual(request);
    expect(requests.map((request) => request?.name)).toEqual([
      ...['findAnomalies', 'searchImages', 'findNearDuplicates', 'exportRun', 'exportFeatures'],
    ]);
  });

  it('are not made of forms that something is wrong with', () => {
    const anomalies = { ...initialAnomalyForm, folder };
    expect(anomalyRequest(initialAnomalyForm)).toBeNull();
    expect(anomalyRequest({ ...anomalies, neighbors: '1001' })).toBeNull();
    expect(anomalyRequest({ ...anomalies, labelsFile: '/l.csv', normal: ' , ' })).toBeNull();
    expect(searchRequest(initialSearchForm, folder)).toBeNull();
    expect(searchRequest({ ...initialSearchForm, image: '/a', count: '0' }, folder)).toBeNull();
    expect(duplicatesRequest({ ...initialDuplicatesForm, threshold: 'x' }, folder)).toBeNull();
    expect(exportRequest({ formats: [], outFolder: '/out' })).toBeNull();
    expect(featuresRequest({ ...initialFeaturesForm, outFolder: '/out' })).toBeNull();
  });

  it('are missed with a sentence', () => {
    expect(anomalyObstacle(initialAnomalyForm)).toBe('Choose a folder of images first.');
    expect(anomalyObstacle({ ...initialAnomalyForm, folder, labelsFile: '/l.csv' })).toBe(
      'Say which labels of the file are normal, or which are anomalous.',
    );
    expect(exportObstacle(initialExportForm)).toBe('Choose a folder to write into first.');
  });

  it('have no truth without labels', () => {
    const request = anomalyRequest({ ...initialAnomalyForm, folder, normal: ' , ' });
    expect(request?.params.truth).toBeNull();
  });

  it('search another folder than that of the run where one is chosen', () => {
    const form = { ...initialSearchForm, image: '/a.png' };
    expect(searchRequest(form, folder)?.params.folder).toBe(folder);
    expect(searchRequest({ ...form, folder: '/other' }, folder)?.params.folder).toBe('/other');
  });
});

it.each([
  ['/a/b.png', '/a/'],
  ['/b.png', '/'],
  [String.raw`C:\b.png`, 'C:\\'],
  [String.raw`C:\a\b.png`, 'C:\\a\\'],
])('the folder of %s is %s', (file, parent) => {
  expect(parentOf(file)).toBe(parent);
  expect(fileIn(parent, 'b.png')).toBe(file);
});

it('a file of a folder without a separator at its end has one', () => {
  expect(fileIn('/a', 'b/c.png')).toBe('/a/b/c.png');
});
