# For `nix flake check` and so for buildbot-nix:
#   checks.x86_64-linux.keytally = import ./flake-check.nix { inherit pkgs self keytally; };
# keytally is the folder target/keytally of a build, as a path or a derivation. A flake has no history, so
# there is no base here: everything that is wrong fails. For the gate of a pull request see docs/ci.md.
{ pkgs, self, keytally }:
pkgs.runCommand "keytally-check"
  {
    nativeBuildInputs = [ pkgs.git pkgs.jre_headless ];
  }
  ''
    cp -R --no-preserve=mode ${self} fleet
    cd fleet
    git init -q .
    git add --all --force
    ${keytally}/bin/keytally check --staged --keyfile none
    touch $out
  ''
