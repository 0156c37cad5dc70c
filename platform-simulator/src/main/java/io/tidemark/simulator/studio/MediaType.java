package io.tidemark.simulator.studio;

/** Instagram's {@code media_type}; a reel is a video here. */
public enum MediaType {
  IMAGE,
  VIDEO,
  CAROUSEL_ALBUM
}
