#include "fitSquare.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace pretext {
namespace {

constexpr int channels = 3;

// A pixel as four floats, of which the last one is idle: processors add four at a time.
typedef float Pixel __attribute__((vector_size(16)));

// For each output position the input positions that make it up, with weights of sum 1.
struct Taps {
  std::vector<int> first;
  std::vector<int> count;
  std::vector<float> weights;  // [output positions, most]
  int most = 1;
};

// The part of one axis of the input that becomes the output.
struct Cut {
  int low, high;  // input positions from which output may be made: low <= position < high
  double offset;  // input position where the output begins
  double scale;   // input positions per output position
};

Taps makeTaps(const Cut& cut, int to) {
  const double support = std::max(cut.scale, 1.0);
  Taps taps;
  taps.first.resize(to);
  taps.count.resize(to);
  taps.most = static_cast<int>(std::ceil(2 * support)) + 1;
  taps.weights.resize(static_cast<size_t>(to) * taps.most);
  for (int i = 0; i < to; i++) {
    const double centre = cut.offset + (i + 0.5) * cut.scale;
    // Input position k has its centre at k + 0.5; those less than `support` away count.
    const int first =
        std::clamp(static_cast<int>(std::floor(centre - support + 0.5)), cut.low, cut.high - 1);
    const int end = std::clamp(static_cast<int>(std::ceil(centre + support - 0.5)), first + 1,
                               std::min(cut.high, first + taps.most));
    float* weights = &taps.weights[static_cast<size_t>(i) * taps.most];
    double sum = 0;
    for (int k = first; k < end; k++) sum += std::max(0.0, 1 - std::abs(k + 0.5 - centre) / support);
    for (int k = first; k < end; k++) {
      const double weight = std::max(0.0, 1 - std::abs(k + 0.5 - centre) / support);
      weights[k - first] = static_cast<float>(weight / sum);
    }
    taps.first[i] = first;
    taps.count[i] = end - first;
  }
  return taps;
}

// row: uint8 [from, 3]. wide: room for `from` pixels. out: float [to, 3] and one more float.
void scaleRow(const uint8_t* row, int from, const Taps& taps, int to, Pixel* wide, float* out) {
  for (int x = 0; x < from; x++) {
    const uint8_t* at = row + channels * x;
    wide[x] = Pixel{float(at[0]), float(at[1]), float(at[2]), 0};
  }
  for (int i = 0; i < to; i++) {
    const Pixel* in = wide + taps.first[i];
    const float* weights = &taps.weights[static_cast<size_t>(i) * taps.most];
    Pixel sum = in[0] * weights[0];
    for (int k = 1; k < taps.count[i]; k++) sum += in[k] * weights[k];
    // The idle fourth float lands where the next pixel begins, and is overwritten by it.
    std::memcpy(out + channels * i, &sum, sizeof sum);
  }
}

// Where the pixels of a square that is not upright go.
struct Turn {
  explicit Turn(int orientation)
      : transposed(orientation >= 5),
        mirrored(orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7),
        upsideDown(orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8) {}

  bool isUpright() const { return !transposed && !mirrored && !upsideDown; }

  void placeRow(const uint8_t* row, int y, int side, uint8_t* out) const {
    for (int x = 0; x < side; x++) {
      const int column = transposed ? y : x, line = transposed ? x : y;
      const int toX = mirrored ? side - 1 - column : column;
      const int toY = upsideDown ? side - 1 - line : line;
      std::memcpy(out + (static_cast<size_t>(toY) * side + toX) * channels, row + channels * x,
                  channels);
    }
  }

  // Whether the stored rows, or columns, run against the upright ones.
  bool flipsColumns() const { return transposed ? upsideDown : mirrored; }
  bool flipsRows() const { return transposed ? mirrored : upsideDown; }

  const bool transposed, mirrored, upsideDown;
};

// Of an odd remainder the larger part is cut off at the left and the top of the upright image.
int cropStart(int rest, bool flipped) { return flipped ? rest / 2 : rest - rest / 2; }

// As sharp does it: an image is shrunk to whole pixels and cropped then, but cropped first to be
// enlarged. So the pixels are the same wherever they are made, to within rounding.
Cut makeCut(int length, int shorter, int side, bool flipped) {
  if (side >= shorter) {
    const int start = cropStart(length - shorter, flipped);
    return {start, start + shorter, double(start), double(shorter) / side};
  }
  const int shrunk = std::max(side, static_cast<int>(std::lround(double(length) * side / shorter)));
  const double scale = double(length) / shrunk;
  return {0, length, cropStart(shrunk - side, flipped) * scale, scale};
}

}  // namespace

void fitSquare(const RgbPixels& image, int orientation, int side, uint8_t* out) {
  const Turn turn(orientation);
  const int shorter = std::min(image.width, image.height);
  const Cut columns = makeCut(image.width, shorter, side, turn.flipsColumns());
  const Cut rows = makeCut(image.height, shorter, side, turn.flipsRows());
  const size_t rowBytes = static_cast<size_t>(image.width) * channels;
  const size_t width = static_cast<size_t>(side) * channels;

  const Taps across = makeTaps(columns, side);
  const Taps down = makeTaps(rows, side);
  // Rows that are already as wide as the output, in a ring as long as one output row needs.
  std::vector<float> ring((width + 1) * down.most);
  std::vector<Pixel> wide(image.width);
  std::vector<float> sums(width);
  std::vector<uint8_t> turned(turn.isUpright() ? 0 : width);
  int made = 0;
  for (int y = 0; y < side; y++) {
    const int first = down.first[y], end = first + down.count[y];
    for (made = std::max(made, first); made < end; made++) {
      scaleRow(image.data + made * rowBytes, image.width, across, side, wide.data(),
               &ring[made % down.most * (width + 1)]);
    }
    std::fill(sums.begin(), sums.end(), 0.5f);
    const float* weights = &down.weights[static_cast<size_t>(y) * down.most];
    for (int k = 0; k < down.count[y]; k++) {
      const float* row = &ring[(first + k) % down.most * (width + 1)];
      const float weight = weights[k];
      for (size_t i = 0; i < width; i++) sums[i] += row[i] * weight;
    }
    uint8_t* to = turn.isUpright() ? out + y * width : turned.data();
    for (size_t i = 0; i < width; i++) {
      to[i] = static_cast<uint8_t>(std::min(static_cast<int>(sums[i]), 255));
    }
    if (!turn.isUpright()) turn.placeRow(to, y, side, out);
  }
}

}  // namespace pretext
