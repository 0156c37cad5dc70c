package io.tidemark.gateway.reads;

import io.tidemark.access.Hashes;
import io.tidemark.gateway.answers.ApiJson;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers with an entity tag, and with 304 when the caller already has the answer. The tag is a
 * hash of the answer, so it saves the transfer but not the database query.
 *
 * <p>The tag is weak: a strong one promises identical bytes, but the server compresses an answer
 * only for some callers. If-None-Match compares weakly anyway (RFC 9110, 13.1.2).
 */
final class EntityTag {

  /** One member of If-None-Match; the opaque part is compared, weak or not. */
  private static final Pattern MEMBER =
      Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")");

  private EntityTag() {}

  static void answer(RoutingContext request, Object body) {
    String text = ApiJson.text(body);
    String opaque = '"' + HexFormat.of().formatHex(Hashes.sha256(text), 0, 16) + '"';
    HttpServerResponse response =
        request
            .response()
            .putHeader("ETag", "W/" + opaque)
            .putHeader("Cache-Control", "no-cache, private");
    if (isKnown(request.request().headers().getAll("If-None-Match"), opaque)) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader("Content-Type", "application/json").end(text);
    }
  }

  /** A malformed list matches nothing. */
  static boolean isKnown(List<String> ifNoneMatch, String opaque) {
    for (String line : ifNoneMatch) {
      if (line.strip().equals("*")) {
        return true;
      }
      Matcher member = MEMBER.matcher(line);
      while (member.find()) {
        if (member.group(1).equals(opaque)) {
          return true;
        }
      }
    }
    return false;
  }
}
