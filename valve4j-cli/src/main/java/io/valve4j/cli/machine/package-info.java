/** What this JVM tells of itself while something is measured in it: heap, threads, alarms. Nothing of the library lives here. */
@NullMarked
package io.valve4j.cli.machine;

import org.jspecify.annotations.NullMarked;
