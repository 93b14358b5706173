package io.valve4j.config;

import io.valve4j.Rate;
import io.valve4j.Resource;
import java.util.Optional;

/** Reads what a resource is made of; the same for shared and dedicated ones. */
final class ResourceReader {

    private ResourceReader() {}

    static Resource read(Entry here, Resource plain, Mistakes mistakes) {
        Section section = Section.of(here, mistakes, "rate", "burst", "workers", "queue");
        Resource resource = plain.rate(rate(section, mistakes));
        for (Entry entry : section.all()) {
            resource = mistakes.tried(entry, resource, before -> switch (entry.key()) {
                case "workers" -> before.workers(entry.wholeInt());
                case "queue" -> before.queue(entry.wholeInt());
                default -> before;
            });
        }
        return resource;
    }

    /** The rate with its burst; unlimited if there is none. */
    static Rate rate(Section section, Mistakes mistakes) {
        Optional<Entry> written = section.find("rate");
        Rate rate = written.map(entry -> mistakes.tried(entry, Rate.UNLIMITED, none -> Rate.parse(entry.text())))
                .orElse(Rate.UNLIMITED);
        Optional<Entry> burst = section.find("burst");
        if (burst.isEmpty()) {
            return rate;
        }
        if (written.isEmpty()) {
            mistakes.at(burst.get().keyPlace(), burst.get().path(), "needs a rate beside it");
            return rate;
        }
        boolean rateIsWrong = rate.isUnlimited() && !written.get().says(Rate.UNLIMITED.toString());
        return mistakes.tried(burst.get(), rate, before -> {
            long number = burst.get().whole();
            return rateIsWrong ? before : before.burst(number);
        });
    }
}
