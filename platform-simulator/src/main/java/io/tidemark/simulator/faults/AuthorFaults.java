package io.tidemark.simulator.faults;

import java.util.Set;

/**
 * Authors that a platform answers differently: at X by their names, at LinkedIn by their public
 * ids.
 *
 * @param suspendedUsers X: accounts that are suspended
 * @param protectedUsers X: accounts whose timelines are protected; LinkedIn: authors whose scrapes
 *     find nothing
 * @param failingUsers X: accounts whose timelines are answered with 500; LinkedIn: authors whose
 *     scrapes are
 * @param forbiddenUsers X: accounts whose timelines are answered with 403
 * @param unavailableAuthors twitterapi.io: ids of tweets whose {@code author.unavailable} is true
 */
public record AuthorFaults(
    Set<String> suspendedUsers,
    Set<String> protectedUsers,
    Set<String> failingUsers,
    Set<String> forbiddenUsers,
    Set<String> unavailableAuthors) {}
