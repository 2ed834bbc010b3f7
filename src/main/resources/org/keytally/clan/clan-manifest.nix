# What a clan declares of vars, as data (schema clan-manifest/1).
#
# keytally evaluates it without building anything:
#
#   nix eval --json '.#clanInternals' --apply "($(cat clan-manifest.nix)) { }"
#
# `only` names the machines to evaluate; null stands for all of them. The others are listed with an
# `evaluationError`, so that one machine after the other can be evaluated and put in its place.
{
  only ? null,
}:
clanInternals:
let
  inherit (builtins)
    attrNames
    elem
    filter
    head
    listToAttrs
    mapAttrs
    tryEval
    ;

  # The members of a set that are there, under their names.
  pick =
    names: set:
    listToAttrs (
      map (name: {
        inherit name;
        value = set.${name};
      }) (filter (name: set ? ${name}) names)
    );

  # A value that older and newer releases spell differently: null rather than an error.
  soft =
    value:
    let
      tried = tryEval value;
    in
    if tried.success then tried.value else null;

  inventoryClass = clanInternals.inventoryClass or { };
  inventory =
    inventoryClass.inventorySerialization or inventoryClass.inventory or clanInternals.inventory or { };

  # Every system has all machines; any one of them will do.
  systems = attrNames clanInternals.machines;
  system = if elem "x86_64-linux" systems then "x86_64-linux" else head systems;

  wanted = name: only == null || elem name only;
  whole = only == null || only == [ ];

  file = pick [
    "secret"
    "deploy"
    "neededFor"
    "owner"
    "group"
    "mode"
  ];

  generator = declared: {
    share = declared.share or false;
    dependencies = declared.dependencies or [ ];
    validationHash = declared.validationHash or null;
    prompts = mapAttrs (
      _:
      pick [
        "type"
        "persist"
        "description"
      ]
    ) (declared.prompts or { });
    files = mapAttrs (_: file) declared.files;
  };

  machine =
    configuration:
    let
      core = configuration.config.clan.core;
      vars = core.vars;
    in
    {
      settings = {
        secretStore = vars.settings.secretStore or "sops";
        defaultGroups = (core.sops or { }).defaultGroups or [ ];
        passBackend = soft (
          (vars.password-store or { }).passCommand or vars.settings.passBackend or null
        );
      };
      generators = mapAttrs (_: generator) vars.generators;
    };

  exportedGenerator = declared: {
    dependencies = mapAttrs (
      _:
      pick [
        "generator"
        "exportKey"
      ]
    ) (declared.dependencies or { });
    files = mapAttrs (_: file) declared.files;
  };
in
{
  schema = "clan-manifest/1";
  inherit system;
  clanDirectory = inventoryClass.relativeDirectory or "";
  recipients = ((clanInternals.vars or { }).settings or { }).recipients or { };
  machines = mapAttrs (
    name: configuration:
    pick [
      "machineClass"
      "tags"
    ] ((inventory.machines or { }).${name} or { })
    // (if wanted name then machine configuration else { evaluationError = "not evaluated"; })
  ) clanInternals.machines.${system};
  exports =
    if whole then
      mapAttrs (_: scope: mapAttrs (_: exportedGenerator) (scope.generators or { })) (
        ((clanInternals.systems or { }).${system} or { }).exports or { }
      )
    else
      { };
}
