// Shows openapi.yaml. Requests go to the gateway that serves this page, with the console's key if
// the tab has one.

Scalar.createApiReference("#api", {
  url: "openapi.yaml",
  servers: [{ url: new URL(".", location.href).href.replace(/\/$/, ""), description: "This gateway" }],
  authentication: {
    preferredSecurityScheme: "key",
    securitySchemes: { key: { token: sessionStorage.getItem("tidemark.key") ?? "" } },
  },
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
  hideClientButton: true,
  showDeveloperTools: "never",
  // The policy of the page allows no other host; these keep the library from trying.
  withDefaultFonts: false,
  telemetry: false,
});
