package io.tidemark.simulator.studio;

/** As in Instagram's {@code media_type}, where a reel is a video. */
public enum MediaType {
  IMAGE,
  VIDEO,
  CAROUSEL_ALBUM
}
