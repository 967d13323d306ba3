#!/bin/bash
# server.sh LECTERN - lectern-server alone: what it answers, what it refuses, and that it ends.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

SERVER=$(dirname "$LECTERN")/lectern-server

mkdir -p site/assets site/data 'site/a folder'
printf '<!DOCTYPE html>\n<html><body><p>start</p></body></html>\n' >site/index.html
printf '<html><body><p>page</p><pre>&lt;/body></pre></body></html>\n' >site/page.html
printf '<html><body><p>lost</p></body></html>\n' >site/404.html
printf '<p>no end of a body' >site/bare.html
printf 'p { }\n' >site/assets/style.css
printf '<svg xmlns="http://www.w3.org/2000/svg"/>\n' >site/assets/a.svg
printf 'executor,metric\n' >site/data/a.csv
printf '%%PDF\n' >'site/a folder/a b.pdf'
printf '{}\n' >site/claims.json
: >site/empty.js
printf 'hidden\n' >site/.hidden
printf 'secret\n' >secret
ln -s ../secret site/link.txt
ln -s assets/style.css site/inside.css
mkfifo site/pipe
mkdir live
printf '/* live */\n' >live/live.js
printf '.a { }\n' >live/live.css
printf 'secret\n' >live/other.js
mkdir before && cp site/page.html before

# start NAME ARGUMENT...: a server whose input is the descriptor IN; URL and PORT tell where it is.
start()
{
	local name=$1
	shift
	mkfifo "in-$name"
	"$SERVER" site live "$@" <"in-$name" >"url-$name" 2>"err-$name" &
	PID=$!
	exec {IN}>"in-$name"
	await test -s "url-$name"
	URL=$(cat "url-$name")
	PORT=${URL##*:} PORT=${PORT%/}
}

# ask METHOD ADDRESS [HEADER...]
ask()
{
	run "$SRC/tests/e2e/ask.py" "$PORT" "$@"
}

# answers STATUS NAME: of the last answer
answers()
{
	is "$(sed -n '1s/^HTTP\/1.1 \([0-9]*\).*/\1/p' "$OUT")" "$1" "$2"
}

gone()
{
	! kill -0 "$1"
}

start one 127.0.0.1 0 1
like url-one '^http://127\.0\.0\.1:[0-9]+/$' 'it says where it listens'
hex=$(printf '%04X' "$PORT")
is "$(awk -v port=":$hex" '$4 == "0A" && $2 ~ port"$" { print $2 }' /proc/net/tcp /proc/net/tcp6)" \
	"0100007F:$hex" 'and listens on loopback only'

# What is there.
ask GET /
answers 200 'the start page is there'
like "$OUT" '^<html><body><p>start</p><script src="/\.lectern/live\.js" data-tag=.*></script>' 'with the script'
like "$OUT" '^Content-Type: text/html; charset=utf-8' 'as a page'
like "$OUT" '^Cache-Control: no-store' 'that is not kept'
like "$OUT" '^X-Content-Type-Options: nosniff' 'nor guessed at'
ask GET /page.html?query
answers 200 'a query is no harm'
is "$(grep -c 'live\.js' "$OUT")" 1 'the script stands once'
like "$OUT" 'lt;/body></pre><script' 'at the last end of the body'
ask GET /bare.html
like "$OUT" '^<p>no end of a body<script' 'or at the end'
while read -r address type; do
	ask GET "$address"
	answers 200 "$address is there"
	like "$OUT" "^Content-Type: $type" "as $type"
	unlike "$OUT" 'live\.js' 'without the script'
done <<'TYPES'
/assets/style.css text/css
/inside.css text/css
/assets/a.svg image/svg\+xml
/data/a.csv text/csv
/a%20folder/a%20b.pdf application/pdf
/claims.json application/json
/empty.js text/javascript
/.lectern/live.js text/javascript
/.lectern/live.css text/css
TYPES
ask GET /page.html
tag=$(sed -n 's/^ETag: \(".*"\).*/\1/p' "$OUT")
like "$OUT" "data-tag='$tag'" 'a page knows which one it is'
ask GET /nothing.html
like "$OUT" "data-tag=''" 'or that it is none'
ask HEAD /page.html
like "$OUT" "^ETag: $tag" 'HEAD says so, too'
cp -p site/page.html new && mv new site/page.html
ask HEAD /page.html
unlike "$OUT" "^ETag: $tag" 'another file of the same bytes and times is another'
answers 200 'HEAD is answered'
unlike "$OUT" '<p>' 'without a body'
same before/page.html site/page.html 'the file stays as it is'

# What is not.
for address in /nothing.html /assets /assets/ /data/ /link.txt /.hidden /pipe /.lectern/other.js /../secret \
	/%2e%2e/secret /assets/../../secret /assets/%2e%2e%2f%2e%2e%2fsecret '/index.html%00.css' \
	/page.html%00 /%zz /%2e%2e%5csecret '/..%c0%af../secret' //secret "/$(printf 'a%.0s' {1..5000})"; do
	ask GET "$address"
	answers 404 "nothing is at ${address:0:40}"
	like "$OUT" '<p>lost</p><script' 'which the page of the site says'
	unlike "$OUT" 'secret|hidden' 'and nothing leaks'
done
for method in POST PUT DELETE OPTIONS TRACE FROB; do
	ask "$method" /page.html
	answers 405 "$method is refused"
	like "$OUT" '^Allow: GET, HEAD' 'with what is not'
done
for host in evil.example localhost.evil.example 10.0.0.1 '' '[::1' 127.0.0.1.evil.example; do
	ask GET /page.html "Host: $host"
	nok "the host '$host' is refused" grep -q '200 OK' "$OUT"
	unlike "$OUT" '<p>page' 'and shown nothing'
done
for host in localhost localhost:1 127.0.0.1 "[::1]:$PORT" LocalHost; do
	ask GET /page.html "Host: $host"
	answers 200 "the host '$host' is ours"
done
ask GET /.lectern/events 'Host: evil.example'
answers 403 'events are for us only'
run "$SRC/tests/e2e/ask.py" "$PORT" GET / "X: $(head -c 100000 /dev/zero | tr '\0' a)"
unlike "$OUT" '200 OK' 'a head without end is refused'

# Events.
"$SRC/tests/e2e/ask.py" "$PORT" GET /.lectern/events >first.txt {IN}>&- &
await grep -q '^retry:' first.txt
printf '{"event":"findings","findings":[1]}\nnonsense\n{"event":"findings",' >&"$IN"
printf '"findings":[2]}\n{"event":"pages","written":["a.html"]}\n' >&"$IN"
await grep -q pages first.txt
like first.txt '^Content-Type: text/event-stream' 'events are a stream'
is "$(grep -c '^data:' first.txt)" 3 'each line is an event, what is none is not'
like first.txt '^data: \{"event":"findings","findings":\[2\]\}$' 'they are told as they come'
"$SRC/tests/e2e/ask.py" "$PORT" GET /.lectern/events >second.txt {IN}>&- &
await grep -q '^data:' second.txt
is "$(grep '^data:' second.txt)" 'data: {"event":"findings","findings":[2]}' \
	'who joins later learns the state, and no more'

# A port that is taken.
run "$SERVER" site live 127.0.0.1 "$PORT" 1
status 3 'a port that is taken is an error'
like "$ERR" "port $PORT is taken: choose another with --port N" 'that names the way out'
first=$PORT pid=$PID input=$IN
start two 127.0.0.1 "$PORT" 10
is "$([ "$PORT" -gt "$first" ] && echo next)" next 'or the next one is taken'
exec {IN}>&-
await gone "$PID"
result $? 'it ends with its input'
wait "$PID"
is $? 0 'well'
PORT=$first

# No page at all.
rm site/404.html
ask GET /nothing.html
answers 404 'without a page of the site for it'
like "$OUT" 'No such page.*' 'it has one of its own'
like "$OUT" '<script src="/\.lectern/live\.js"' 'with the script'

exec {input}>&-
await gone "$pid"
result $? 'it ends while browsers listen'
wait
run "$SERVER" nowhere live 127.0.0.1 0 1
status 3 'a site that is not there is an error'
run "$SERVER" site live nowhere.invalid 0 1
status 3 'and an address that is none'
finish
