package io.tidemark.gateway.access;

import io.netty.util.NetUtil;
import io.tidemark.settings.Settings;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stores with each request its origin and the URL it was sent to, as trusted proxies state them.
 *
 * <p>Each proxy appends the address it sees to a list that its caller may have begun. The list is
 * therefore read from the end: with one trusted proxy the last entry is the caller, with two the
 * one before it. Entries further left may be forged.
 *
 * <p>Source: MDN "X-Forwarded-For", section "Selecting an IP address"; RFC 7239 for {@code
 * Forwarded}.
 */
public final class Forwarded implements Handler<RoutingContext> {

  /**
   * The origin of a request.
   *
   * @param address empty when the proxies do not state it
   */
  record OriginalRequest(
      Optional<String> address, Optional<String> scheme, Optional<String> host) {}

  private static final String KEY = "tidemark.original-request";
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

  private final int hops;
  private final boolean rfc7239;

  public Forwarded(Settings.Http settings) {
    this.hops = settings.trustedHops();
    this.rfc7239 = settings.forwardedHeader();
  }

  @Override
  public void handle(RoutingContext request) {
    if (hops > 0) {
      request.put(KEY, rfc7239 ? standard(request.request()) : customary(request.request()));
    }
    request.next();
  }

  /** Empty when no proxy is trusted. */
  static Optional<OriginalRequest> of(RoutingContext request) {
    return Optional.ofNullable(request.get(KEY));
  }

  private OriginalRequest customary(HttpServerRequest request) {
    Optional<String> scheme =
        pick(request, "X-Forwarded-Proto")
            .or(
                () ->
                    pick(request, "X-Forwarded-Ssl")
                        .filter("on"::equalsIgnoreCase)
                        .map(on -> "https"));
    Optional<String> port = pick(request, "X-Forwarded-Port").filter(at -> at.matches("\\d{1,5}"));
    Optional<String> host = pick(request, "X-Forwarded-Host");
    return originalRequest(
        pick(request, "X-Forwarded-For"),
        scheme,
        host.map(name -> withPort(name, port.orElse(null), scheme.orElse("http"))));
  }

  private static String withPort(String host, @Nullable String port, String scheme) {
    boolean usual = port == null || port.equals(scheme.equalsIgnoreCase("https") ? "443" : "80");
    return usual || host.matches(".*:\\d+") ? host : host + ":" + port;
  }

  private Optional<String> pick(HttpServerRequest request, String header) {
    return pick(entries(request, header));
  }

  private <T> Optional<T> pick(List<T> entries) {
    // A list shorter than the number of trusted proxies was begun by one of them.
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(entries.get(Math.max(0, entries.size() - hops)));
  }

  /** The entries of all lines of a header, in order. */
  private static List<String> entries(HttpServerRequest request, String header) {
    List<String> entries = new ArrayList<>();
    for (String line : request.headers().getAll(header)) {
      entries.addAll(split(line, ','));
    }
    return entries;
  }

  private OriginalRequest standard(HttpServerRequest request) {
    Map<String, String> element =
        pick(entries(request, "Forwarded")).map(Forwarded::pairs).orElseGet(Map::of);
    return originalRequest(
        Optional.ofNullable(element.get("for")),
        Optional.ofNullable(element.get("proto")),
        Optional.ofNullable(element.get("host")));
  }

  private static Map<String, String> pairs(String element) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : split(element, ';')) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(
            pair.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            unquoted(pair.substring(equals + 1).strip()));
      }
    }
    return pairs;
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1).replace("\\", "")
        : value;
  }

  /** Splits at a separator outside quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    var part = new StringBuilder();
    boolean quoted = false;
    for (char one : text.toCharArray()) {
      quoted ^= one == '"';
      if (one == separator && !quoted) {
        parts.add(part.toString().strip());
        part.setLength(0);
      } else {
        part.append(one);
      }
    }
    parts.add(part.toString().strip());
    return parts.stream().filter(entry -> !entry.isEmpty()).toList();
  }

  private static OriginalRequest originalRequest(
      Optional<String> address, Optional<String> scheme, Optional<String> host) {
    return new OriginalRequest(
        address.flatMap(Forwarded::address),
        scheme
            .map(given -> given.toLowerCase(Locale.ROOT))
            .filter(given -> given.equals("http") || given.equals("https")),
        host.filter(given -> HOST.matcher(given).matches()));
  }

  /** The address of an entry with or without a port; empty for {@code unknown} and names. */
  static Optional<String> address(String entry) {
    String address = entry;
    if (entry.startsWith("[")) {
      address = entry.substring(1, Math.max(1, entry.indexOf(']')));
    } else if (entry.indexOf(':') == entry.lastIndexOf(':') && entry.contains(":")) {
      address = entry.substring(0, entry.indexOf(':'));
    }
    return NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address)
        ? Optional.of(address)
        : Optional.empty();
  }
}
