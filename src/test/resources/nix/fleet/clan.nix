# The shape of what clan-core exposes, without clan-core: machines under every system, options with
# their defaults filled in.
let
  system = "x86_64-linux";

  file = declared: {
    secret = true;
    deploy = true;
    neededFor = "services";
    owner = "root";
    group = "root";
    mode = "0400";
  } // declared;

  generator = declared: {
    share = false;
    dependencies = [ ];
    validationHash = null;
    prompts = { };
    script = throw "scripts are not looked at";
  } // declared // {
    files = builtins.mapAttrs (_: file) (declared.files or { });
  };

  machine = generators: {
    config = {
      clan.core = {
        sops.defaultGroups = [ "admins" ];
        vars = {
          settings = {
            secretStore = "sops";
            publicStore = "in_repo";
            secretModule = "clan_cli.vars.secret_modules.sops";
          };
          password-store.passCommand = throw "not for this store";
          generators = builtins.mapAttrs (_: generator) generators;
        };
      };
      system.build = throw "nothing is built";
    };
  };

  ca = {
    share = true;
    files.key.deploy = false;
    files.cert.secret = false;
  };
  sshd = {
    dependencies = [ "ca" ];
    files.id_ed25519 = { };
    files."id_ed25519.pub".secret = false;
  };
  password = {
    prompts.password = {
      type = "hidden";
      persist = true;
      description = "Password of root";
    };
    validationHash = builtins.hashString "sha256" "8 characters";
    files.password.deploy = false;
    files.hash.neededFor = "users";
  };
in
{
  inventoryClass = {
    relativeDirectory = "";
    inventorySerialization.machines = {
      web01 = {
        machineClass = "nixos";
        tags = [ "all" "web" ];
        installedAt = null;
      };
      db01.machineClass = "nixos";
    };
  };
  vars.settings.recipients = { };
  machines.${system} = {
    web01 = machine { inherit ca sshd password; };
    db01 = machine { inherit ca sshd; };
  } // (if builtins.pathExists ./extra.nix then import ./extra.nix machine else { });
  systems.${system}.exports."A:::".generators.token = {
    dependencies.root = {
      generator = "ca";
      exportKey = "B:::";
    };
    files.token = file { deploy = [ "web01" ]; };
  };
}
