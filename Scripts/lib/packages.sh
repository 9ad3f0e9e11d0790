# Sourced by the other scripts: what the program needs from the system, installed where it is missing.

packages=(libopenblas0-pthread libpng-dev libjpeg62-turbo-dev libcairo2-dev libfreetype-dev libedit-dev libcurl4 ca-certificates
  fonts-dejavu-core pkg-config)

install_packages() {
  local missing=() package
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    local asroot=()
    [ "$(id -u)" -eq 0 ] || asroot=(sudo)
    echo "Installing ${missing[*]}" >&2
    if ! { "${asroot[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" ||
      { "${asroot[@]}" apt-get update -q && "${asroot[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"; }; } >&2; then
      echo "These Debian packages are needed and could not be installed: ${missing[*]}" >&2
      exit 1
    fi
  fi
  if ! command -v swift >/dev/null; then
    echo "The Swift 6.3 toolchain is needed and is not on the PATH: https://www.swift.org/install/linux/" >&2
    exit 1
  fi
}
