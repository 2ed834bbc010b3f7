# Machines whose declarations do not fit the tree, or not each other: one fault for each rule.
machine:
let
  with_ =
    change: made:
    made
    // {
      config = made.config // {
        clan.core = made.config.clan.core // change made.config.clan.core;
      };
    };
in
{
  web01 = machine {
    ca = {
      share = true;
      files.key = { };
    };
    openssh = {
      dependencies = [ "users" ];
      files.id_ed25519.deploy = false;
      files."id_ed25519.pub" = { };
      validationHash = builtins.hashString "sha256" "another definition";
    };
    users.files.hash = {
      neededFor = "users";
      owner = "alice";
    };
    solo.files.key = { };
    vpn = {
      share = true;
      files.key = { };
    };
    one = {
      dependencies = [ "two" ];
      files.f = { };
    };
    two = {
      dependencies = [ "one" ];
      files.f = { };
    };
    lost = {
      dependencies = [ "nowhere" ];
      files.f = { };
    };
    above = {
      share = true;
      dependencies = [ "openssh" ];
      files.f = { };
    };
    unclear = {
      share = true;
      dependencies = [ "vpn" ];
      files.f = { };
    };
    bare = { };
    needy = {
      dependencies = [ "bare" ];
      files.f = { };
    };
  };
  db01 = machine {
    ca = {
      share = true;
      files.key = { };
      files.pub.secret = false;
    };
    unclear = {
      share = true;
      dependencies = [ "vpn" ];
      files.f = { };
    };
    vpn.files.key = { };
  };
  mail01 = machine { relay.files.key = { }; };
  broken = machine { x.files.key.secret = throw "no such option"; };
  grouped = with_ (core: { sops.defaultGroups = [ "ops" ]; }) (machine { });
  odd = with_ (core: {
    vars = core.vars // {
      settings.secretStore = "custom";
    };
  }) (machine { own.files.key = { }; });
}
