package io.valve4j.examples.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the gateway, and the slow service behind it. */
@SpringBootApplication(proxyBeanMethods = false)
public class Gateway {

    /** Listens on port 8080 unless told otherwise. */
    public static void main(String[] arguments) {
        SpringApplication.run(Gateway.class, arguments);
    }
}
