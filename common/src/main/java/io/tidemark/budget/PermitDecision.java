package io.tidemark.budget;

/**
 * @param mayWait whether others would wait in vain as well: a window of the credential shut, not a
 *     tenant's own part
 */
record PermitDecision(Admission admission, boolean mayWait) {}
