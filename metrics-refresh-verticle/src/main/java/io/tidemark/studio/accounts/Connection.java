package io.tidemark.studio.accounts;

import io.tidemark.studio.tokens.Tokens;

/**
 * The present tokens of an account.
 *
 * @param number counts how often its owner has given tokens; a renewal does not change it
 */
public record Connection(int number, Tokens tokens) {}
