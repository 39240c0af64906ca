"""A discreet line of text in a picture: who, and what time it is."""

from datetime import datetime
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

_SHADE = (8, 9, 10)
_TEXT = (214, 218, 222)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def draw_clock(picture: Image.Image, title: str, now: datetime) -> None:
    """Draw the title and the running clock into the lower left corner."""
    size = max(10, picture.height // 36)
    text = f"{title}   {now:%Y-%m-%d  %H:%M:%S}"
    font = _font(size)
    pad = size // 2
    if font.getlength(text) > picture.width - 4 * pad:
        text = f"{now:%H:%M:%S}"
    width = round(font.getlength(text))
    bottom = picture.height - pad
    box = (pad, bottom - size - pad, pad + width + 2 * pad, bottom)
    plate = Image.new("L", (box[2] - box[0], box[3] - box[1]), 130)
    picture.paste(_SHADE, box[:2], plate)
    draw = ImageDraw.Draw(picture)
    middle = (box[1] + box[3]) / 2
    draw.text((box[0] + pad, middle), text, font=font, fill=_TEXT, anchor="lm")
