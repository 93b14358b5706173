package io.valve4j.internal.engine;

import io.valve4j.Resource;
import io.valve4j.internal.rate.BucketSpec;

/**
 * A resource as it is to be operated. Made once for all users who have one like it.
 *
 * @param resource the definition
 * @param rate the definition's rate in the bucket's own terms
 */
record Pattern(Resource resource, BucketSpec rate) {

    static Pattern of(Resource resource) {
        return new Pattern(resource, BucketSpec.of(resource.rate()));
    }
}
