#!/bin/sh
# Stands in for coinference-run in the tests of coinference-sweep: its options and files, numbers
# from a formula. Every call is noted in $STAND_IN_LOG, if that is set.
agents=1
delayBudget=3.5
failRun=0
crashRun=0
nap=0
version=1.0.0
for option; do
  value=${option#*=}
  case $option in
  --agents=*) agents=$value ;;
  --delayBudget=*) delayBudget=$value ;;
  --failRun=*) failRun=$value ;;
  --crashRun=*) crashRun=$value ;;
  --nap=*) nap=$value ;;
  --pretend=*) version=$value ;;
  --schemes=*) scheme=$value ;;
  --seed=*) seed=$value ;;
  --run=*) run=$value ;;
  --output=*) output=$value ;;
  --progress=off) ;;
  --label=*) ;;
  *)
    echo "stand-in: $option is unknown" >&2
    exit 2
    ;;
  esac
done
[ -z "$STAND_IN_LOG" ] || echo "$scheme $agents $delayBudget $run" >>"$STAND_IN_LOG"
sleep "$nap"
if [ "$run" = "$failRun" ] && [ ! -e "$STAND_IN_MENDED" ]; then
  echo "some talk" >&2
  echo "stand-in: run $run does not work" >&2
  exit 3
fi
[ "$run" != "$crashRun" ] || kill -SEGV $$
mkdir -p "$output"
awk -v agents="$agents" -v budget="$delayBudget" -v scheme="$scheme" -v seed="$seed" -v run="$run" '
  BEGIN {
    # The same noise for all schemes of a run: common random numbers.
    state = (seed * 7919 + run * 4729 + agents * 31) % 65521
    for (i = 0; i < 8; i++) state = (state * state + run * 7919 + 7) % 65521
    noise = state / 65521 - 0.5
    share = 1 - 1 / (1 + budget)
    if (scheme == "fixed-frequency" && budget < 2) {
      printf "{\"schemes\":[{\"scheme\":\"%s\",\"status\":\"infeasible\",\"reason\":\"energy\",", scheme
      printf "\"counts\":{\"generated\":0,\"done\":0},\"deadlineMetShare\":null,"
      printf "\"delay\":{\"unit\":\"s\",\"n\":0,\"mean\":null,\"p95\":null,\"ci95\":null},"
      printf "\"energy\":{\"unit\":\"J\",\"n\":0,\"mean\":null},"
      printf "\"distortionUpper\":{\"unit\":\"weight unit\",\"n\":0,\"mean\":null}}]}\n"
      exit
    }
    slower = scheme == "joint" ? 0 : 0.25
    delay = 2 + 0.1 * agents + 0.4 * noise + slower + 0.02 * noise * slower
    distortion = budget < 2 ? "\"inf\"" : sprintf("%.17g", 0.01 / budget)
    printf "{\"schemes\":[{\"scheme\":\"%s\",\"status\":\"optimal\",\"reason\":null,", scheme
    printf "\"counts\":{\"generated\":40,\"done\":39},\"deadlineMetShare\":%.17g,", share
    printf "\"delay\":{\"unit\":\"s\",\"n\":39,\"mean\":%.17g,\"p95\":%.17g,\"ci95\":[1,3]},", delay, delay * 1.5
    printf "\"energy\":{\"unit\":\"J\",\"n\":39,\"mean\":%.17g},", 1.5 + 0.1 * noise
    printf "\"distortionUpper\":{\"unit\":\"weight unit\",\"n\":39,\"mean\":%s}}]}\n", distortion
  }' >"$output/summary.json"
echo "{\"program\":\"stand-in\",\"version\":\"$version\",\"ns3Version\":\"$STAND_IN_NS3\"}" >"$output/scenario.json"
