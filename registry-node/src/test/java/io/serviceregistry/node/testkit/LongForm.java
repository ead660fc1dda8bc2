package io.serviceregistry.node.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes so long that it is not in each build, but in the gate. By hand: {@code -Dlong.form=true}; only these: {@code -Dgroups=long-form} too. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Tag("long-form")
@EnabledIfSystemProperty(named = "long.form", matches = "true", disabledReason = "long: see docs/testing.md")
public @interface LongForm {}
