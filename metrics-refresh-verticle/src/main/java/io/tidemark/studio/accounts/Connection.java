package io.tidemark.studio.accounts;

import io.tidemark.studio.tokens.Tokens;

/**
 * What an account is asked with at present.
 *
 * @param number how many times its owner has given it tokens; renewed ones are of the same
 */
public record Connection(int number, Tokens tokens) {}
