package org.keytally.clan;

/** Whose key is whose: from recipient text to the users, machines and anchors that have it. */
public final class Owners {}
