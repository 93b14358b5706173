package io.valve4j.cli.demo;

import io.valve4j.examples.Example;

/**
 * One of the examples, as a demo. An example proves nothing by itself: it has gone well if it threw nothing.
 *
 * @param name how it is called
 * @param summary what it teaches
 * @param example what is run
 */
record ExampleDemo(String name, String summary, Example example) implements Demo {

    @Override
    public boolean play(Stage stage) throws Exception {
        example.run(LineStream.to(stage.out()));
        return true;
    }
}
