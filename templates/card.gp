# The picture that others show beside a link to the course, 1200 by 630 pixels.
#
# Set before these lines: the array TITLE, a line of it each; SMALL, 1 if these are many; AUTHOR and
# CLAIMS, a line each, "" where there is nothing to say.

set encoding utf8
set terminal pngcairo size 1200,630 enhanced font "DejaVu Sans,24" background rgb "#0f2f52" linewidth 1
set output 'card.png'

unset key
unset border
unset tics
set margins 0, 0, 0, 0
set xrange [0:1200]
set yrange [0:630]

size = SMALL ? 38 : 54 # points
step = SMALL ? 72 : 98

set label 1 AUTHOR at 84, 556 left textcolor rgb "#c4d6ea"
do for [i = 1:|TITLE|] {
	set label 10 + i TITLE[i] at 80, 452 - (i - 1) * step left font sprintf("DejaVu Sans,%d", size) textcolor rgb "#ffffff"
}
set label 2 CLAIMS at 84, 84 left textcolor rgb "#c4d6ea"

# the lectern of the icon
set object 1 polygon from 968,184 to 1038,160 to 1038,92 to 968,116 to 968,184 fillcolor rgb "#ffffff" fillstyle solid noborder
set object 2 polygon from 1120,184 to 1050,160 to 1050,92 to 1120,116 to 1120,184 fillcolor rgb "#ffffff" fillstyle solid noborder
set arrow 1 from 1044,88 to 1044,44 nohead linecolor rgb "#ffffff" linewidth 10
set arrow 2 from 1004,44 to 1084,44 nohead linecolor rgb "#ffffff" linewidth 10
plot NaN notitle
