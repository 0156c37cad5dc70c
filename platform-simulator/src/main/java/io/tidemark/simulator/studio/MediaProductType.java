package io.tidemark.simulator.studio;

/** Instagram's {@code media_product_type}; the only field that identifies a reel. */
public enum MediaProductType {
  FEED,
  REELS,
  STORY,
  AD
}
