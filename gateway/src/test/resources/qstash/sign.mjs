// Makes signed.json: deliveries as QStash signs them, each accepted by the Receiver of the vendor's own SDK.
//
//   npm install @upstash/qstash@2.12.0      (brings jose, with which the SDK's own tests sign)
//   node sign.mjs > signed.json
//
// The SDK verifies and does not sign. What is signed here is what the vendor documents and what its Receiver asks for:
// HS256 with the signing key, iss, sub (the URL), exp, nbf, iat, jti, and the SHA-256 of the body in base64url. The
// script ends with an error when the Receiver does not accept a delivery, or accepts one for another URL, another body or
// other keys. Signatures last until 2099, so that tests need no clock of their own.

import { createHash } from "node:crypto";
import { Receiver } from "@upstash/qstash";
import { SignJWT } from "jose";

// The published keys of QStash's development server.
const CURRENT = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";
const NEXT = "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs";
const PUBLIC = "https://tidemark.example.com/base";
const NOT_BEFORE = Date.UTC(2025, 0, 1) / 1000;
const EXPIRES = Date.UTC(2099, 0, 1) / 1000;

const DELIVERIES = [
  ["updateEngagement", "/api/twitter/engagement/update", '{ "limit": 10 }\n'],
  [
    "trackLot",
    "/api/twitter/engagement/track-lot",
    '{"lotId":"4711","zoneId":"brand","updateNumber":1}',
  ],
  ["startDaoSync", "/api/dao/sync", '{"dao":"aave"}'],
];

const sign = (key, url, body, jti) =>
  new SignJWT({ body: createHash("sha256").update(body).digest("base64url") })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer("Upstash")
    .setSubject(url)
    .setExpirationTime(EXPIRES)
    .setNotBefore(NOT_BEFORE)
    .setIssuedAt(NOT_BEFORE)
    .setJti(jti)
    .sign(new TextEncoder().encode(key));

const receiver = new Receiver({ currentSigningKey: CURRENT, nextSigningKey: NEXT });
const strangers = new Receiver({ currentSigningKey: "sig_another", nextSigningKey: "sig_yet_another" });

const accepts = async (who, delivery) => {
  try {
    return await who.verify(delivery);
  } catch {
    return false;
  }
};

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

const signed = [];
for (const [operation, path, body] of DELIVERIES) {
  for (const [name, key] of [["current", CURRENT], ["next", NEXT]]) {
    const url = PUBLIC + path;
    const signature = await sign(key, url, body, `jwt_${operation}_${name}`);
    must(await accepts(receiver, { signature, body, url }), `${operation} ${name} is refused`);
    must(!(await accepts(receiver, { signature, body: `${body} `, url })), "another body is accepted");
    must(!(await accepts(receiver, { signature, body, url: `${url}/` })), "another URL is accepted");
    must(!(await accepts(strangers, { signature, body, url })), "other keys are accepted");
    signed.push({ operation, key: name, url, body, signature });
  }
}
console.log(JSON.stringify({ sdk: "@upstash/qstash 2.12.0", signed }, null, 2));
