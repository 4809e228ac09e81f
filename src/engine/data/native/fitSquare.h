#pragma once

#include <cstddef>
#include <cstdint>

namespace pretext {

// uint8 [height, width, 3], dense.
struct RgbPixels {
  const uint8_t* data;
  int width;
  int height;
};

// Turns an image upright, cuts the largest square out of its middle and scales that with a triangle
// filter: bilinear when enlarging, widened by the factor when shrinking.
// orientation: 1 to 8 as in EXIF. out: uint8 [side, side, 3].
void fitSquare(const RgbPixels& image, int orientation, int side, uint8_t* out);

}  // namespace pretext
