/** The servlet filter by properties, and refusals as HTTP answers of Spring MVC. */
@NullMarked
package io.valve4j.spring.boot.web;

import org.jspecify.annotations.NullMarked;
