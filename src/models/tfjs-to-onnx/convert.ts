import { GatehouseError } from "../../runtime/errors.ts";
import { readGraphModel, type Constant, type GraphModel, type GraphNode } from "./graph-model.ts";
import { OnnxGraph } from "../onnx-file/onnx-graph.ts";
import { operationFor } from "./operations.ts";
import type { Picture, Translation } from "./translation.ts";

/** What of a graph model is wanted. */
export interface ConversionPlan {
  /** Name of the written graph's input. */
  readonly input: string;
  /** Names of the written graph's outputs, and the nodes of the graph model that give them. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Convolutions of which only some output channels are kept. */
  readonly channels: Readonly<Record<string, readonly number[]>>;
}

/**
 * Rewrites a TensorFlow.js graph model as an ONNX model: the part of it that the wanted outputs need, for pictures whose
 * sides are any multiple of the network's stride. Channels come first in the written graph, everything else is computed as in
 * the original. The same model and plan always give the same bytes. Pure.
 *
 * @param json the bytes of `model.json`
 * @param shards the bytes of its weight files, in order
 * @throws GatehouseError `MODELS_CONVERSION_FAILED`; it names the operation that cannot be rewritten
 */
export function convertGraphModel(
  json: Uint8Array,
  shards: readonly Uint8Array[],
  plan: ConversionPlan,
): Uint8Array {
  const model = readGraphModel(json, shards);
  const walk = new Walk(model, plan);
  const outputs = Object.entries(plan.outputs).map(([name, node]) => {
    const picture = walk.picture(node);
    walk.graph.addNamed("Identity", [picture.name], name);
    return { name, shape: [1, picture.channels, `${name}_height`, `${name}_width`] };
  });
  const unused = Object.keys(plan.channels).find((node) => !walk.translated(node));
  if (unused !== undefined) throw failed(`channels of ${unused} are chosen, but no wanted output needs it`);
  return walk.graph.serialise("tfjs", [{ name: plan.input, shape: [1, 3, "height", "width"] }], outputs);
}

/** Translates nodes from the outputs backwards, each once. */
class Walk implements Translation {
  readonly graph = new OnnxGraph();
  readonly #model: GraphModel;
  readonly #plan: ConversionPlan;
  readonly #pictures = new Map<string, Picture>();

  constructor(model: GraphModel, plan: ConversionPlan) {
    this.#model = model;
    this.#plan = plan;
  }

  get inputName(): string {
    return this.#plan.input;
  }

  translated(name: string): boolean {
    return this.#pictures.has(name);
  }

  picture(name: string): Picture {
    const known = this.#pictures.get(name);
    if (known !== undefined) return known;
    const node = this.#node(name);
    const made = operationFor(node)(node, this);
    this.#pictures.set(name, made);
    return made;
  }

  constant(name: string): Constant | null {
    return this.#node(name).op === "Const" ? (this.#model.constants.get(name) ?? null) : null;
  }

  keptChannels(node: string): readonly number[] | null {
    return this.#plan.channels[node] ?? null;
  }

  #node(name: string): GraphNode {
    const node = this.#model.nodes.get(name);
    if (node === undefined) throw failed(`it has no node ${name}`);
    return node;
  }
}

function failed(problem: string): GatehouseError {
  return new GatehouseError("MODELS_CONVERSION_FAILED", `the graph model cannot be rewritten: ${problem}`, {
    kind: "failed",
  });
}
