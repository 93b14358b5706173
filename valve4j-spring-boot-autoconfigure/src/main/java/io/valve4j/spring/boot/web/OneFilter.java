package io.valve4j.spring.boot.web;

import io.valve4j.http.servlet.ValveFilter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/** Sees to it that there is no other filter beside that of the properties, or each request would be charged twice. */
final class OneFilter implements SmartInitializingSingleton {

    private final ListableBeanFactory beans;

    OneFilter(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<String> found =
                new ArrayList<>(beans.getBeansOfType(ValveFilter.class).keySet());
        beans.getBeansOfType(FilterRegistrationBean.class).forEach((name, registration) -> {
            if (registration.getFilter() instanceof ValveFilter) {
                found.add(name);
            }
        });
        if (found.size() > 1) {
            throw new TwoFiltersException(found);
        }
    }
}
