#!/usr/bin/python3
"""Renders signs as a text recogniser takes them, for coinference-profile --evaluate:

    examples/render-signs.py FOLDER CHARACTERS.txt [COUNT]

writes inputs.npy (COUNT x 3 x 48 x 320, from -1 to 1), texts.txt and characters.txt into FOLDER.
CHARACTERS.txt has a character a line, as a recogniser of PaddleOCR comes with. The same signs each
time. Needs Debian's python3-pil, python3-numpy and fonts-dejavu-core."""
import os
import random
import shutil
import sys

import numpy
from PIL import Image, ImageDraw, ImageFont

HEIGHT, WIDTH = 48, 320
WORDS = ['EXIT', 'Platform', 'Gate', 'STOP', 'Warehouse', 'Aisle', 'Dock', 'Level', 'Caution', 'Lift',
         'Charging', 'Station', 'Zone', 'Keep clear', 'No entry', 'Push', 'Danger', 'Loading', 'Bay',
         'Room', 'Stairs', 'Speed limit', 'Hydrant', 'Parking', 'Restricted', 'Reception']
FONTS = ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono', 'DejaVuSerif']
COLOURS = [('white', 'black'), ('#fc0', 'black'), ('#064', 'white'), ('#c00', 'white'),
           ('#05a', 'white'), ('#eee', '#444')]


def render(draw):
    text = draw.choice(WORDS) + ' ' + draw.choice(
        [str(draw.randint(1, 99)), draw.choice('ABCDEF') + str(draw.randint(1, 9)),
         str(draw.randint(100, 999)) + ' m'])
    back, front = draw.choice(COLOURS)
    font = ImageFont.truetype(
        f'/usr/share/fonts/truetype/dejavu/{draw.choice(FONTS)}.ttf', draw.randint(16, 28))
    left, top, right, bottom = font.getbbox(text)
    image = Image.new('RGB', (right - left + 24, HEIGHT), back)
    ImageDraw.Draw(image).text((12 - left, (HEIGHT - bottom - top) / 2), text, front, font)
    # Seen from a distance: fewer pixels than the recogniser takes.
    far = draw.uniform(1.2, 3)
    image = image.resize((int(image.width / far), int(HEIGHT / far)), Image.BOX)
    image = image.resize((min(WIDTH, int(image.width * far)), HEIGHT), Image.BILINEAR)
    pixels = numpy.asarray(image, dtype=numpy.float32)[:, :, ::-1]  # blue first
    noise = numpy.random.default_rng(draw.getrandbits(32)).normal(0, 14, pixels.shape)
    sign = numpy.zeros((3, HEIGHT, WIDTH), dtype=numpy.float32)
    sign[:, :, :image.width] = ((pixels + noise) / 127.5 - 1).transpose(2, 0, 1)
    return sign, text


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    folder, characters = sys.argv[1:3]
    draw = random.Random(1)
    signs = [render(draw) for _ in range(int(sys.argv[3]) if len(sys.argv) == 4 else 64)]
    os.makedirs(folder, exist_ok=True)
    numpy.save(os.path.join(folder, 'inputs.npy'), numpy.stack([sign for sign, _ in signs]))
    with open(os.path.join(folder, 'texts.txt'), 'w', encoding='utf-8') as file:
        file.writelines(text + '\n' for _, text in signs)
    shutil.copyfile(characters, os.path.join(folder, 'characters.txt'))


main()
