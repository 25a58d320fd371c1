# Shared by the scripts beside it: telling what happens, and installing from Debian.

STEPS=0

say() { printf '%s\n' "$*"; }
warn() { printf '※ %s\n' "$*" >&2; }
fail() {
    printf '✗ %s\n' "$*" >&2
    exit 1
}

# One line a step with its seconds; what the command printed (its last STEP_LINES lines) is shown only when it fails.
step() {
    local title=$1 began=$SECONDS log code
    shift
    STEPS=$((STEPS + 1))
    log=$(mktemp)
    printf '· %s …… ' "$title"
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1
    code=$?
    set -e
    if [ $code -eq 0 ]; then
        printf '%s 秒\n' $((SECONDS - began))
    else
        printf '失败（%s 秒）\n' $((SECONDS - began))
        tail -n "${STEP_LINES:-40}" "$log" >&2
    fi
    rm -f "$log"
    return $code
}

# A hash over files and over what comes by standard input.
fingerprint() { cat -- - "$@" | sha256sum | cut -d' ' -f1; }

may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# Package lists may be missing or old: read them anew and try once more.
apt_install() {
    local command=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@")
    as_root "${command[@]}" && return 0
    as_root apt-get update -q
    as_root "${command[@]}"
}

download_deb() {
    apt-get download -q "$1" && return 0
    may_install || return 1
    as_root apt-get update -q
    apt-get download -q "$1"
}
