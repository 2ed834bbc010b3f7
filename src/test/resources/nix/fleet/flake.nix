{
  nixConfig.extra-substituters = [ "http://cache.invalid" ];
  outputs = { self }: {
    clanInternals = import ./clan.nix;
  };
}
