# Read by ./run and ./test, with `root` set: makes the Python environment in .venv.
#
# Every package is installed from the lock file with its hash. The source itself is not built or
# installed: a .pth file puts src/ on the path, so that nothing but the locked packages is fetched.

python=$root/.venv/bin/python

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

has_uv() { uv --version >/dev/null 2>&1; }

# Is this a Python that will do? Without uv it needs venv and pip of its own.
will_do() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || return 1
    has_uv || "$1" -c 'import venv, ensurepip' >/dev/null 2>&1
}

find_python() {
    for found in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python; do
        if will_do "$found"; then
            return
        fi
    done
    fail "Python 3.11 or later with venv is needed. On Debian: apt-get install python3 python3-venv"
}

# install run.txt: install a lock file, unless just that was installed here before.
install() {
    mark="$root/.venv/.installed-$1"
    wanted=$(cksum <"$root/requirements/$1")
    # The programs in an environment know where it was made: a moved one is made again.
    if [ -f "$root/.venv/.made-in" ] && [ "$(cat "$root/.venv/.made-in")" != "$root" ]; then
        rm -rf "$root/.venv"
    fi
    if [ "$(cat "$mark" 2>/dev/null)" = "$wanted" ] && "$python" -c '' 2>/dev/null; then
        return
    fi
    if ! "$python" -c '' 2>/dev/null; then
        find_python
        say "Making the Python environment"
        rm -rf "$root/.venv"
        if has_uv; then
            uv venv --quiet --python "$found" "$root/.venv"
        else
            "$found" -m venv "$root/.venv"
        fi
    fi
    say "Installing what requirements/$1 names (once; a minute or so)"
    rm -f "$mark"
    if has_uv; then
        uv pip install --quiet --python "$python" --require-hashes -r "$root/requirements/$1"
    else
        "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
        "$python" -m pip install --disable-pip-version-check --no-input --require-hashes \
            -r "$root/requirements/$1" | sed -n 's/^Collecting \([^=<>~ ]*\).*/  \1/p'
    fi
    "$python" -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("django"))' ||
        fail "The packages could not be installed; see above."
    packages=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$root/src" >"$packages/joinedup.pth"
    cat >"$root/.venv/bin/joinedup" <<END
#!/bin/sh
exec '$(printf %s "$python" | sed "s/'/'\\\\''/g")' -m joinedup.interfaces.command_line "\$@"
END
    chmod +x "$root/.venv/bin/joinedup"
    printf '%s' "$root" >"$root/.venv/.made-in"
    printf '%s' "$wanted" >"$mark"
}
