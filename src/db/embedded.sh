#!/bin/sh
# The private MariaDB: embedded.sh DATA_FOLDER RUN_FOLDER runs it while any process holds RUN_FOLDER/users open
# for writing. The kernel closes that pipe for a process however it dies, so nothing lingers after a kill -9.
# embedded.sh find prints where its programs are, and fails when one is missing.
set -eu
unset MALLOC_ARENA_MAX # is for our own process
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/libexec:/opt/homebrew/opt/mariadb/bin:/opt/homebrew/bin
if [ "$1" = find ]; then
  command -v mariadbd && command -v mariadb-install-db && command -v my_print_defaults
  exit
fi
data=$1 run=$2
user=
if [ "$(id -u)" = 0 ]; then user=--user=root; fi
# Linux ends what we start even if this script itself is killed with -9.
with_us=
if command -v setpriv >/dev/null; then with_us='setpriv --pdeathsig TERM'; fi

# One keeper a folder. MariaDB inherits the lock, so the next keeper waits for its very end.
exec 3<&0 9>"$run/lock"
if command -v flock >/dev/null; then flock -n 9 || exit 0; fi
[ -p "$run/users" ] || mkfifo -m 600 "$run/users"

if [ ! -d "$data" ]; then
  rm -rf "$data.new"
  short=$(mktemp -d) # the installer takes no path with a space in it
  ln -s "${data%/*}" "$short/folder"
  mariadb-install-db --no-defaults $user --datadir="$short/folder/data.new" --skip-test-db \
    --tmpdir="$short" --auth-root-authentication-method=normal --innodb-log-file-size=8M
  rm -rf "$short"
  mv "$data.new" "$data"
fi

last=
trap 'last=yes; kill "$!" 2>/dev/null || :' TERM
$with_us sh -c 'while read -r _; do :; done <"$1"; kill -TERM "$2"' users "$run/users" $$ &
# Who started us holds our standard input: the first user, until it opens the pipe itself.
$with_us cat <&3 >"$run/users" &

set -- mariadbd --no-defaults $user --datadir="$data" --socket="$run/mysql.sock" --pid-file="$run/mysql.pid" \
  --skip-networking --skip-log-bin --performance-schema=OFF --default-time-zone=+00:00 \
  --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci \
  --innodb-log-file-size=8M --innodb-buffer-pool-size=64M --aria-pagecache-buffer-size=8M --key-buffer-size=1M \
  --max-connections=200
# A MariaDB that starts removes the temporary tables of all others that use the same folder. A colon would end its name.
case $run in
  *:*) ;;
  *) mkdir -p "$run/tmp" && set -- "$@" --tmpdir="$run/tmp" ;;
esac
while [ -z "$last" ]; do
  rm -f "$run/mysql.sock"
  $with_us "$@" &
  wait "$!" || :
  [ -n "$last" ] || [ -S "$run/mysql.sock" ] || exit 1 # it did not even come up
  [ -n "$last" ] || sleep 1
done
wait
