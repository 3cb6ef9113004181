#!/usr/bin/env bash
# Makes the files of this folder that OtherQuadrants names and Java cannot write: four squares of 64 by 64 pixels in all.
# Debian packages: imagemagick, libavif-bin, webp, libjpeg-turbo-progs, libheif-examples. Not run by the build.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# The arguments are the colors of the squares, from the top left to the bottom right.
squares() {
  convert -size 32x32 \( xc:"$1" xc:"$2" +append \) \( xc:"$3" xc:"$4" +append \) -append -strip "$5"
}
squares '#0000FF' '#202020' '#FFFFFF' '#C86432' "PNG24:$work/rgb.png"
squares '#000000' '#202020' '#FFFFFF' '#808080' "PNG24:$work/grey.png"
squares '#000000' '#202020' '#FFFFFF' '#C86432' "PNG24:$work/dark.png"
squares '#0000FFFF' '#20202080' '#FFFFFF00' '#C86432FF' "PNG32:$work/alpha.png"
convert "$work/rgb.png" "$work/rgb.ppm"

cjpeg -quality 95 -sample 1x1 "$work/rgb.ppm" > 444.jpg
cjpeg -quality 95 -sample 4x1 "$work/rgb.ppm" > 411.jpg
cjpeg -quality 95 -sample 1x2 -progressive "$work/rgb.ppm" > 440-progressive.jpg
cjpeg -quality 95 -restart 2B "$work/rgb.ppm" > restarts.jpg
cjpeg -quality 95 -rgb "$work/rgb.ppm" > rgb-components.jpg

cwebp -quiet -lossless -exact "$work/alpha.png" -o alpha-lossless.webp
cwebp -quiet -q 95 "$work/alpha.png" -o alpha-lossy.webp
convert -size 32x32 xc:'#C86432' "$work/part.png"
cwebp -quiet -lossless "$work/part.png" -o "$work/part.webp"
cwebp -quiet -lossless "$work/rgb.png" -o "$work/rgb.webp"
webpmux -frame "$work/part.webp" +100+32+32+0+b -frame "$work/rgb.webp" +100 -o small-first-frame.webp 2> "$work/log"

convert "$work/alpha.png" -channel A -threshold 60% +channel transparent.gif
convert "$work/rgb.png" -interlace GIF interlaced.gif

encode() {
  avifenc --min 4 --max 8 --minalpha 0 --maxalpha 0 -s 6 "${@:2}" "$1.avif" > "$work/log"
}
encode 10-bit -d 10 "$work/rgb.png"
encode 12-bit -d 12 "$work/rgb.png"
encode 444 -y 444 "$work/rgb.png"
encode 420 -y 420 "$work/rgb.png"
encode limited -r limited -y 444 "$work/dark.png"
encode grey -y 400 "$work/grey.png"
encode alpha "$work/alpha.png"
encode premultiplied -p "$work/alpha.png"
encode irot1 --irot 1 "$work/rgb.png"
encode irot2 --irot 2 "$work/rgb.png"
encode irot3 --irot 3 "$work/rgb.png"
encode imir0 --imir 0 "$work/rgb.png"
encode imir1 --imir 1 "$work/rgb.png"
encode irot1-imir0 --irot 1 --imir 0 "$work/rgb.png"

# bordered COLUMN ROW FILE: puts the squares into a larger picture.
bordered() {
  convert -size 96x80 xc:'#00FF00' "$work/rgb.png" -geometry "+$1+$2" -composite -strip "PNG24:$3"
}
bordered 0 0 "$work/corner.png"
encode clap --crop 0,0,64,64 "$work/corner.png"
bordered 8 4 "$work/off-center.png"
encode clap-off-center --crop 8,4,64,64 "$work/off-center.png"
heif-enc -q 95 -p chroma=444 "$work/off-center.png" -o bordered.heic > "$work/log"
