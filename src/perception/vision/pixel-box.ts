/** A box in pixels of the frame; may reach beyond its edges. */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
