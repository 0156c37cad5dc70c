package io.tidemark.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.file.FileSystem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.contract.SecurityRequirement;
import io.vertx.openapi.contract.SecurityScheme;
import io.vertx.openapi.contract.Server;
import java.util.List;

/**
 * A contract whose schemas have one validator each. Vert.x 5.0.8 makes one for every parameter and
 * body of every request, and copies the 3,500 schemas of the contract for it: 0.2 ms.
 */
record CachedContract(OpenAPIContract contract, SchemaRepository getSchemaRepository)
    implements OpenAPIContract {

  static OpenAPIContract of(OpenAPIContract contract) {
    return new CachedContract(contract, new Validators(contract.getSchemaRepository()));
  }

  @Override
  public Operation operation(String operationId) {
    return contract.operation(operationId);
  }

  @Override
  public List<Operation> operations() {
    return contract.operations();
  }

  @Override
  public List<Path> getPaths() {
    return contract.getPaths();
  }

  @Override
  public JsonObject getRawContract() {
    return contract.getRawContract();
  }

  @Override
  public OpenAPIVersion getVersion() {
    return contract.getVersion();
  }

  @Override
  public List<Server> getServers() {
    return contract.getServers();
  }

  @Override
  public Path findPath(String path) {
    return contract.findPath(path);
  }

  @Override
  public Operation findOperation(String path, HttpMethod method) {
    return contract.findOperation(path, method);
  }

  @Override
  public List<SecurityRequirement> getSecurityRequirements() {
    return contract.getSecurityRequirements();
  }

  @Override
  public SecurityScheme securityScheme(String name) {
    return contract.securityScheme(name);
  }

  /** A validator changes nothing of its own while it validates, so all event loops share it. */
  private record Validators(SchemaRepository schemas, Cache<JsonSchema, Validator> known)
      implements SchemaRepository {

    Validators(SchemaRepository schemas) {
      // By identity: a schema is a large object, and has a place of its own in the contract.
      this(schemas, Caffeine.newBuilder().weakKeys().build());
    }

    @Override
    public Validator validator(JsonSchema schema) {
      return known.get(schema, schemas::validator);
    }

    @Override
    public Validator validator(String reference) {
      return schemas.validator(reference);
    }

    @Override
    public Validator validator(String reference, JsonSchemaOptions options) {
      return schemas.validator(reference, options);
    }

    @Override
    public Validator validator(JsonSchema schema, JsonSchemaOptions options, boolean dereferenced) {
      return schemas.validator(schema, options, dereferenced);
    }

    @Override
    public SchemaRepository dereference(JsonSchema schema) {
      schemas.dereference(schema);
      return this;
    }

    @Override
    public SchemaRepository dereference(String uri, JsonSchema schema) {
      schemas.dereference(uri, schema);
      return this;
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files) {
      schemas.preloadMetaSchema(files);
      return this;
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files, Draft draft) {
      schemas.preloadMetaSchema(files, draft);
      return this;
    }

    @Override
    public JsonObject resolve(JsonObject schema) {
      return schemas.resolve(schema);
    }

    @Override
    public JsonSchema find(String pointer) {
      return schemas.find(pointer);
    }
  }
}
