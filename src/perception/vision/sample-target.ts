/** Where samples are written: three planes, one a channel, each value (x − mean) / divisor. */
export interface SampleTarget {
  readonly width: number;
  readonly height: number;
  /** 3 × width × height numbers. */
  readonly planes: Float32Array;
  readonly order: "rgb" | "bgr";
  readonly mean: number;
  readonly divisor: number;
}
