package io.valve4j.cli.scale;

import io.valve4j.cli.report.Findings;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run came to.
 *
 * @param size how large it was
 * @param mostHeap what the heap might grow to
 * @param findings what was found
 */
public record ScaleReport(Size size, long mostHeap, Findings findings) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** For a machine: one JSON object. */
    public String json() {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode sizes = root.putObject("size");
        sizes.put("users", size.users());
        sizes.put("arrivals", size.arrivals());
        sizes.put("strangers", size.strangers());
        sizes.put("active", size.active());
        sizes.put("resources", size.resources());
        root.put("mostHeapBytes", mostHeap);
        findings.addTo(root);
        return MAPPER.writeValueAsString(root);
    }
}
