# The look of every figure, on screen and on paper.
#
# A script that begins with these lines has WIDTH and HEIGHT set before them: units of the picture,
# of which text is 16 high.  `eval TO_SVG` and `eval TO_PDF` choose the terminal.
#
# Colours are Okabe and Ito's, which stay apart for the colour-blind and in grey print.  The style
# sheet of the pages knows each by its exact value and puts its own for light, dark and print, so a
# new colour here needs a class there.

set encoding utf8

# A viewBox and no size, no background: the page decides.
TO_SVG = sprintf('set terminal svg size %g,%g dynamic enhanced font "sans-serif,16" linewidth 1 round butt', WIDTH, HEIGHT)
# 600 units are 5.2 inches, the text of a page.  pdfcairo takes a point for a pixel of 96 to the inch
# and halves it unless told fontscale 1, so 7.4 is 9.9 points.
TO_PDF = sprintf('set terminal pdfcairo size %gin,%gin enhanced color font "DejaVu Sans,7.4" fontscale 1 linewidth 1.1 butt', WIDTH * 5.2 / 600, HEIGHT * 5.2 / 600)

c_ink  = 0x000000
c_grey = 0x808080
c_grid = 0xd9d9d9

# blue, orange, green, pink, sky, amber; and as dark as text must be on white
shades = "0x0072b2 0xd55e00 0x009e73 0xcc79a7 0x56b4e9 0xe69f00"
inks   = "0x00639c 0xa84a00 0x00704f 0x9c3f73 0x14719f 0x875d00"
shade(i) = int(word(shades, int(i) % 6 + 1))
ink(i)   = int(word(inks, int(i) % 6 + 1))

# disc, square, triangle, diamond, triangle down, ring
markers = "7 5 9 13 11 6"
marker(i) = int(word(markers, int(i) % 6 + 1))
set dashtype 1 solid
set dashtype 2 (10,4)
set dashtype 3 (3,3)
set dashtype 4 (10,3,3,3)
set dashtype 5 (16,3)
set dashtype 6 (6,3,2,3,2,3)

set border 3 lc rgb c_grey lw 1
set tics nomirror out scale 0.4 textcolor rgb c_ink
set xtics offset 0,0.35
set grid lt -1 lc rgb c_grid lw 0.7 dt 1
unset key
