#!/bin/sh
# Runs one node of a local cluster, and starts it again when it ends by itself. Written by registryctl at every start of the
# node, and started by it in a session of its own; docs/cli.md says what it does. It ends with the node, and before the next
# start once there is a file keep-stopped: it is never sent a signal, and sends none.
set -u
cd @FOLDER@ || exit 1

limit=@LIMIT@     # so many new starts ...
window=@WINDOW@   # ... within so many seconds; then it gives up
pause=@FIRST@     # before a new start, in seconds; twice as long each time ...
longest=@LONGEST@ # ... up to this
first=$pause      # and short again after a run as long as the window

node() {
  exec @COMMAND@
}

restarts=0
recent=''
code=''
gave_up=false

# put FILE TEXT: writes it as a whole or not at all.
put() {
  printf '%b' "$2" >"$1.new" && mv "$1.new" "$1"
}

state() {
  put supervisor.state "restarts=$restarts\nlast-exit-code=$code\ngave-up=$gave_up\n"
}

say() {
  echo "$(date -u '+%Y-%m-%dT%H:%M:%SZ') exit code $code: $1"
}

# When a process was started, in milliseconds, as the JDK reckons it: so registryctl knows that a pid is still the node's.
started() {
  if [ -r "/proc/$1/stat" ]; then
    boot=$(sed -n 's/^btime //p' /proc/stat)
    stat=$(cat "/proc/$1/stat")
    set -- ${stat##*) } # behind the name, which may hold anything; the 22nd field of all
    shift 19
    echo $((boot * 1000 + $1 * 1000 / $(getconf CLK_TCK)))
  else
    date '+%s000'
  fi
}

while [ ! -e keep-stopped ]; do
  state
  began=$(date '+%s')
  node >>node.log 2>node.err </dev/null &
  put node.pid "pid=$!\nstarted=$(started $!)\n"
  wait $!
  code=$?
  ended=$(date '+%s')

  case $code in
    0 | 2 | 10 | 12 | 75) # as asked, or for a reason that a new start does not mend
      say 'left stopped'
      break
      ;;
  esac
  if [ -e keep-stopped ]; then
    break
  fi

  count=0
  still=''
  for at in $recent; do
    if [ $((ended - at)) -lt "$window" ]; then
      still="$still $at"
      count=$((count + 1))
    fi
  done
  if [ "$count" -ge "$limit" ]; then
    gave_up=true
    say "left stopped, after $count new starts within $window s"
    break
  fi

  if [ $((ended - began)) -ge "$window" ]; then
    pause=$first
  fi
  say "starting again in $pause s"
  waited=0
  while [ "$waited" -lt "$pause" ] && [ ! -e keep-stopped ]; do
    sleep 1
    waited=$((waited + 1))
  done
  pause=$((pause * 2))
  if [ "$pause" -gt "$longest" ]; then
    pause=$longest
  fi
  recent="$still $ended"
  restarts=$((restarts + 1))
done
state
