from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

def registerFont(font: TTFont | UnicodeCIDFont) -> None: ...
