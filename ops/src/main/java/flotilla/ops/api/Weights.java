package flotilla.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;

/** Weights in pages: whole numbers as such, and parts of them while an endpoint grows into its weight. */
final class Weights {

    private Weights() {}

    static JsonNode of(double weight) {
        int whole = (int) weight;
        return whole == weight ? IntNode.valueOf(whole) : DoubleNode.valueOf(weight);
    }
}
