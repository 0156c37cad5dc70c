package io.tidemark.simulator.studio;

/** As in Instagram's {@code media_product_type}; only this tells a reel. */
public enum MediaProductType {
  FEED,
  REELS,
  STORY,
  AD
}
